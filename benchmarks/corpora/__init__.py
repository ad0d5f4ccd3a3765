"""What is searched: made-up corpora, folders of Markdown, and the questions put to them."""
