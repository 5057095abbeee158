#!/usr/bin/env python3
"""A forge to try against: one repository over smart HTTP, and the merge requests of GitHub's and of
GitLab's REST API as far as a publisher uses them.

    forge.py FOLDER [--token TOKEN]

Makes FOLDER/rca.git with one commit on `main`, prints its port, and ends with its standard input.
The repository is http://127.0.0.1:PORT/sre/rca.git; the APIs are /api/v3 and /api/v4. Below /_ is
the hand of whoever tries: POST /_/fault {"method", "path", "how", "times"} lets the next requests
that fit fail ("lost": done, but not answered; a number: that status instead, with "body"), POST /_/merge {"number"},
POST /_/close {"number"}, GET /_/requests, GET /_/log.

What is refused is what the real ones refuse: a wrong token, a branch that is not there, a second
open request for one branch, one without any change.
  https://docs.github.com/rest/pulls/pulls, https://docs.gitlab.com/api/merge_requests
"""
import base64
import http.server
import json
import os
import pathlib
import subprocess
import sys
import threading
import urllib.parse

folder = pathlib.Path(sys.argv[1])
token = sys.argv[sys.argv.index("--token") + 1] if "--token" in sys.argv else ""
repository = folder / "rca.git"
lock = threading.Lock()
requests, log, faults = [], [], []


def git(*arguments, **more):
    done = subprocess.run(
        ["git", "-C", str(repository), *arguments], capture_output=True, text=True,
        env={"PATH": os.environ["PATH"], "GIT_AUTHOR_NAME": "forge", "GIT_AUTHOR_EMAIL": "f@x",
             "GIT_COMMITTER_NAME": "forge", "GIT_COMMITTER_EMAIL": "f@x",
             "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null"}, **more)
    return done.stdout.strip() if done.returncode == 0 else None


def make_repository():
    repository.mkdir(parents=True)
    git("init", "--quiet", "--bare", "--initial-branch=main")
    git("config", "http.receivepack", "true")
    blob = git("hash-object", "-w", "--stdin", input="The incidents of a team.\n")
    tree = git("mktree", input=f"100644 blob {blob}\tREADME.md\n")
    git("update-ref", "refs/heads/main", git("commit-tree", tree, "-m", "Begin"))


def tip(branch):
    return git("rev-parse", "--verify", "--quiet", f"refs/heads/{branch}")


def open_request(source, target, title, text):
    """The request, or (status, why)."""
    if not tip(source) or not tip(target):
        return 422, "head is invalid"
    if any(one["source"] == source and one["target"] == target and one["state"] == "open"
           for one in requests):
        return 409, "another open request exists for this branch"
    if not git("rev-list", f"refs/heads/{target}..refs/heads/{source}"):
        return 422, f"No commits between {target} and {source}"
    requests.append({"number": len(requests) + 1, "source": source, "target": target, "title": title,
                     "text": text, "state": "open"})
    return requests[-1]


def merge(number):
    one = requests[number - 1]
    ours, theirs = tip(one["target"]), tip(one["source"])
    if git("merge-base", "--is-ancestor", ours, theirs) is not None:
        git("update-ref", f"refs/heads/{one['target']}", theirs)
    else:
        tree = git("merge-tree", "--write-tree", ours, theirs)
        made = git("commit-tree", tree.splitlines()[0], "-p", ours, "-p", theirs, "-m", "Merge")
        git("update-ref", f"refs/heads/{one['target']}", made)
    one["state"] = "merged"
    git("update-ref", "-d", f"refs/heads/{one['source']}")


class forge(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, body, kind="application/json", more=()):
        payload = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(payload)))
        for name, value in more:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(payload)

    def fault(self):
        for one in faults:
            if one["times"] > 0 and one["method"] == self.command and one["path"] in self.path:
                one["times"] -= 1
                return one["how"], one.get("body") or {"message": "by order"}
        return None, None

    def handle_one(self):
        length = int(self.headers.get("Content-Length") or 0)
        self.body = self.rfile.read(length)
        if self.headers.get("Transfer-Encoding") == "chunked":
            while size := int(self.rfile.readline(), 16):
                self.body += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
        parts = urllib.parse.urlsplit(self.path)
        self.query = dict(urllib.parse.parse_qsl(parts.query))
        if parts.path.startswith("/_/"):
            with lock:
                return self.by_hand(parts.path[3:])
        with lock:
            log.append(f"{self.command} {self.path}")
            how, body = self.fault()
        if isinstance(how, int):
            return self.answer(how, body)
        if how == "lost":
            # Done, and nobody hears of it.
            self.answer = lambda *_, **__: None
            self.close_connection = True
        if parts.path.startswith("/sre/rca.git/"):
            return self.smart_http(parts)
        with lock:
            if parts.path.startswith("/api/v3/repos/sre/rca/pulls"):
                return self.github()
            if parts.path.startswith("/api/v4/projects/sre%2Frca/merge_requests"):
                return self.gitlab()
        return self.answer(404, {"message": "Not Found"})

    do_GET = do_POST = handle_one

    def by_hand(self, what):
        told = json.loads(self.body or b"{}")
        if what == "fault":
            faults.append(told)
        elif what == "merge":
            merge(told["number"])
        elif what == "close":
            requests[told["number"] - 1]["state"] = "closed"
        elif what == "requests":
            return self.answer(200, requests)
        elif what == "log":
            return self.answer(200, log)
        return self.answer(200, {})

    def smart_http(self, parts):
        if token:
            given = self.headers.get("Authorization", "").removeprefix("Basic ")
            if base64.b64decode(given).decode().partition(":")[2] != token:
                return self.answer(401, b"", "text/plain", [("WWW-Authenticate", 'Basic realm="forge"')])
        done = subprocess.run(
            ["git", "http-backend"], input=self.body, capture_output=True,
            env={"PATH": os.environ["PATH"], "GIT_PROJECT_ROOT": str(folder), "GIT_HTTP_EXPORT_ALL": "1",
                 "PATH_INFO": parts.path.removeprefix("/sre"), "QUERY_STRING": parts.query,
                 "REQUEST_METHOD": self.command, "REMOTE_USER": "scribe",
                 "CONTENT_TYPE": self.headers.get("Content-Type", ""),
                 "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
                 "GIT_PROTOCOL": self.headers.get("Git-Protocol", "")})
        head, _, body = done.stdout.partition(b"\r\n\r\n")
        headers = dict(line.decode().split(": ", 1) for line in head.split(b"\r\n") if b": " in line)
        status = int(headers.pop("Status", "200").split()[0])
        kind = headers.pop("Content-Type", "text/plain")
        return self.answer(status, body, kind, headers.items())

    def github(self):
        if self.headers.get("Authorization") != f"Bearer {token}" or not self.headers.get("User-Agent"):
            return self.answer(401, {"message": "Bad credentials"})

        def shown(one):
            return {"number": one["number"], "state": "open" if one["state"] == "open" else "closed",
                    "html_url": f"http://forge/sre/rca/pull/{one['number']}", "title": one["title"],
                    "merged_at": "2026-03-01T10:00:00Z" if one["state"] == "merged" else None}

        if self.command == "GET":
            source = self.query.get("head", "").removeprefix("sre:")
            return self.answer(200, [shown(one) for one in requests
                                     if one["source"] == source])
        told = json.loads(self.body)
        made = open_request(told["head"], told["base"], told["title"], told["body"])
        if isinstance(made, tuple):
            return self.answer(422, {"message": "Validation Failed", "errors": [{"message": made[1]}]})
        return self.answer(201, shown(made))

    def gitlab(self):
        if self.headers.get("PRIVATE-TOKEN") != token:
            return self.answer(401, {"message": "401 Unauthorized"})

        def shown(one):
            state = {"open": "opened"}.get(one["state"], one["state"])
            return {"iid": one["number"], "state": state, "title": one["title"],
                    "web_url": f"http://forge/sre/rca/-/merge_requests/{one['number']}"}

        if self.command == "GET":
            return self.answer(200, [shown(one) for one in requests
                                     if one["source"] == self.query["source_branch"]])
        told = json.loads(self.body)
        made = open_request(told["source_branch"], told["target_branch"], told["title"],
                            told["description"])
        if isinstance(made, tuple):
            return self.answer(409 if made[0] == 409 else 400, {"message": [made[1]]})
        return self.answer(201, shown(made))


def main():
    make_repository()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), forge)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_address[1], flush=True)
    sys.stdin.read()


main()
