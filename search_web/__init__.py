"""The reader's page: a small Flask front end over a searcher."""
