"""The home face: typed requests and replies of a party's own people, and the client that commands and pages share."""
