-- What a platform keeps for itself between two lives: cursors, the ids of cards.
CREATE TABLE memo (
    key   TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Who is invited is a person now, no longer a name.
UPDATE effect
SET document = json_set(document, '$.what.invite', json((
        SELECT json_group_array(json_object('id', '', 'name', value))
        FROM json_each(effect.document, '$.what.invite'))))
WHERE json_type(document, '$.what.invite') = 'array';
