"""The rival's list of requests to examine: the same admin, with the tables of MES that such a list needs."""
