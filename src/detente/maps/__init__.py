"""Maps of an encounter: what each side states on one base of coastline and water, as SVG and as GeoJSON.

Pure, and without acts: whoever draws brings a `picture.Picture`. The base has no boundary and no name; both are layers
that a party chooses, with a source that the map prints. Record is not recognition.
"""
