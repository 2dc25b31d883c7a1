BEGIN TRANSACTION;
CREATE TABLE attempt (
    id INTEGER PRIMARY KEY,
    run TEXT NOT NULL,
    key TEXT NOT NULL,
    shot TEXT NOT NULL,
    state TEXT NOT NULL,
    price INTEGER NOT NULL,
    request TEXT NOT NULL,
    prediction TEXT,
    begun_at TEXT NOT NULL
);
INSERT INTO "attempt" VALUES(1,'58d21fc3bfb4405abf3e1920175be7a9','ff963b274877225fc6b7507d97862c84ddb77aeb16b69e96cd9652bad5d74597','a','done',350000,'{"body": {"prompt": "0"}, "model": "model", "provider": "wavespeed", "take": 1}','p0','2026-11-26T08:02:26.231106+00:00');
INSERT INTO "attempt" VALUES(2,'58d21fc3bfb4405abf3e1920175be7a9','45a7d2e5ad67a43cf86f9e76f18d92bc2e98bb6c3ddd9ba5054d44247c632fbb','b','submitted',350000,'{"body": {"prompt": "1"}, "model": "model", "provider": "wavespeed", "take": 1}','p1','2026-11-26T08:02:26.232252+00:00');
INSERT INTO "attempt" VALUES(3,'58d21fc3bfb4405abf3e1920175be7a9','52a333665bc3e609d191389869af45a88fd0655f056f16f10e87dfde6cd2db30','c','intended',350000,'{"body": {"prompt": "2"}, "model": "model", "provider": "wavespeed", "take": 1}',NULL,'2026-11-26T08:02:26.232794+00:00');
CREATE TABLE ledger (
    id INTEGER PRIMARY KEY,
    run TEXT NOT NULL,
    at TEXT NOT NULL,
    event TEXT NOT NULL,
    shot TEXT NOT NULL,
    key TEXT NOT NULL,
    model TEXT NOT NULL,
    price INTEGER NOT NULL,
    amount INTEGER NOT NULL,
    prediction TEXT,
    note TEXT NOT NULL
);
INSERT INTO "ledger" VALUES(1,'58d21fc3bfb4405abf3e1920175be7a9','2026-11-26T08:02:26.231835+00:00','accepted','a','ff963b274877225fc6b7507d97862c84ddb77aeb16b69e96cd9652bad5d74597','model',350000,350000,'p0','');
INSERT INTO "ledger" VALUES(2,'58d21fc3bfb4405abf3e1920175be7a9','2026-11-26T08:02:26.232606+00:00','accepted','b','45a7d2e5ad67a43cf86f9e76f18d92bc2e98bb6c3ddd9ba5054d44247c632fbb','model',350000,350000,'p1','');
CREATE UNIQUE INDEX one_open_attempt ON attempt (key) WHERE state IN ('intended', 'submitted', 'unconfirmed');
CREATE UNIQUE INDEX one_attempt_a_prediction ON attempt (prediction) WHERE prediction IS NOT NULL;
CREATE INDEX attempts_by_key ON attempt (key);
CREATE TRIGGER ledger_keeps BEFORE UPDATE ON ledger BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER ledger_stays BEFORE DELETE ON ledger BEGIN SELECT RAISE(ABORT, 'append only'); END;
COMMIT;
PRAGMA user_version = 1;
