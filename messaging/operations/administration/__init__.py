"""The administration: server-rendered pages under `/admin`, and the same under `/api/v1/admin`."""
