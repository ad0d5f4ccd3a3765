"""Opens a real searcher and hands it to the app; for WSGI servers."""

import os
from pathlib import Path

from indexer.backends import open_source
from search_web.app import create_app

app = create_app(open_source(Path(os.environ.get("EXPLAINER_INDEX", "index_data"))))
