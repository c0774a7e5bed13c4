"""The pages of records: lists, record pages, forms, exports, dashboard; see `site.init_admin`."""
