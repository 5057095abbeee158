-- People's own channels can follow an incident: from when on, in milliseconds. 0 for other rooms.
ALTER TABLE room ADD COLUMN since INTEGER NOT NULL DEFAULT 0;
