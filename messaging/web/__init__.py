"""Pages, assets, the service worker: what a browser loads before it talks to the API."""
