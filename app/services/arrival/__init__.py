"""At the unit: visits, sign-ins, persons present, cards shown and rights told, recordings, refused entry."""
