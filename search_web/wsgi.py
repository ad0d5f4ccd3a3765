"""Opens a real searcher and hands it to the app; for WSGI servers."""

import os
from pathlib import Path

from indexer.backends import fastest_engine, open_source
from search_web.app import create_app
from search_web.live_reload import LIVE_RELOAD_VARIABLE, add_live_reload

index_folder = Path(os.environ.get("EXPLAINER_INDEX", "index_data"))
app = create_app(open_source(index_folder, fastest_engine()))
if os.environ.get(LIVE_RELOAD_VARIABLE) == "1":
    add_live_reload(app)
