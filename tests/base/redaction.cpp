#include "bot/base/redaction.hpp"

#include "tests/base/hostile_text.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace std::string_view_literals;

// Examples are put together here, so that no scanner finds a secret in this file.
std::string run(std::size_t length, std::string_view of = "a1B2c3D4e5F6g7H8") {
    std::string made;
    while (made.size() < length) made += of;
    made.resize(length);
    return made;
}

std::string hex(std::size_t length) {
    return run(length, "0a1b2c3d4e5f6789");
}

std::string upper(std::size_t length) {
    return run(length, "A2B3C4D5E6F7");
}

struct example {
    std::string kind;
    std::string before, secret, after;
};

std::string join_key(std::string_view label) {
    return "-----BEGIN " + std::string(label) + "-----\n" + run(64) + "\n" + run(64) + "\n" +
           run(22) + "==\n-----END " + std::string(label) + "-----";
}

std::vector<example> vendor_tokens() {
    const std::string id = run(20), pre = "key ";
    return {
        {"aws-access-key", pre, "AKIA" + upper(16), " leaked"},
        {"aws-access-key", "[", "ASIA" + upper(16), "]"},
        {"github-token", pre, "ghp_" + run(36), " x"},
        {"github-token", pre, "gho_" + run(36), ""},
        {"github-token", pre, "ghs_" + run(36), "."},
        {"github-token", pre, "github_pat_" + run(22) + "_" + run(59), ""},
        {"gitlab-token", pre, "glpat-" + id, ""},
        {"gitlab-token", pre, "glptt-" + run(40), ""},
        {"gitlab-token", pre, "gldt-" + id, ""},
        {"slack-token", pre, "xoxb-123456789012-1234567890123-" + run(24), ""},
        {"slack-token", pre, "xoxp-123456789012-" + run(32), ""},
        {"slack-token", pre, "xapp-1-A0123-123-" + hex(64), ""},
        {"slack-token", pre, "xoxe.xoxp-1-" + run(60), ""},
        {"stripe-key", pre, "sk_live_" + run(24), ""},
        {"stripe-key", pre, "rk_live_" + run(24), ""},
        {"webhook-secret", pre, "whsec_" + run(32), ""},
        {"google-api-key", pre, "AIza" + run(35), ""},
        {"google-client-secret", pre, "GOCSPX-" + run(28), ""},
        {"google-access-token", pre, "ya29." + run(60), ""},
        {"sk-api-key", pre, "sk-" + run(48), ""},
        {"sk-api-key", pre, "sk-proj-" + run(60), ""},
        {"sk-api-key", pre, "sk-ant-api03-" + run(80), ""},
        {"hugging-face-token", pre, "hf_" + run(34, "aBcDeFgHiJ"), ""},
        {"npm-token", pre, "npm_" + run(36), ""},
        {"pypi-token", pre, "pypi-AgEIcHlwaS5vcmc" + run(60), ""},
        {"rubygems-token", pre, "rubygems_" + hex(48), ""},
        {"crates-token", pre, "cio" + run(32), ""},
        {"sendgrid-key", pre, "SG." + run(22) + "." + run(43), ""},
        {"twilio-key", pre, "SK" + hex(32), ""},
        {"mailgun-key", pre, "key-" + hex(32), ""},
        {"mailchimp-key", pre, hex(32) + "-us12", ""},
        {"digitalocean-token", pre, "dop_v1_" + hex(64), ""},
        {"heroku-key", pre, "HRKU-" + run(60), ""},
        {"shopify-token", pre, "shpat_" + hex(32), ""},
        {"square-token", pre, "sq0atp-" + run(22), ""},
        {"telegram-token", pre, "123456789:AA" + run(33), ""},
        {"discord-token", pre, "MTA" + run(21) + "." + run(6) + "." + run(27), ""},
        {"new-relic-key", pre, "NRAK-" + upper(27), ""},
        {"new-relic-key", pre, hex(36) + "NRAL", ""},
        {"sentry-token", pre, "sntrys_" + run(60), ""},
        {"grafana-token", pre, "glsa_" + run(32) + "_" + hex(8), ""},
        {"grafana-token", pre, "glc_" + run(60), ""},
        {"vault-token", pre, "hvs." + run(24), ""},
        {"vault-token", pre, "hvb." + run(140), ""},
        {"terraform-token", pre, run(14) + ".atlasv1." + run(64), ""},
        {"doppler-token", pre, "dp.pt." + run(43), ""},
        {"linear-key", pre, "lin_api_" + run(40), ""},
        {"notion-token", pre, "secret_" + run(43), ""},
        {"notion-token", pre, "ntn_" + run(46), ""},
        {"atlassian-token", pre, "ATATT3" + run(180), ""},
        {"bitbucket-token", pre, "ATBB" + run(32), ""},
        {"age-key", pre, "AGE-SECRET-KEY-1" + upper(58), ""},
        {"databricks-token", pre, "dapi" + hex(32), ""},
        {"postman-key", pre, "PMAK-" + hex(24) + "-" + hex(34), ""},
        {"pulumi-token", pre, "pul-" + hex(40), ""},
        {"planetscale-token", pre, "pscale_tkn_" + run(43), ""},
        {"circleci-token", pre, "CCIPAT_" + run(22) + "_" + hex(40), ""},
        {"buildkite-token", pre, "bkua_" + hex(40), ""},
        {"figma-token", pre, "figd_" + run(40), ""},
        {"dynatrace-token", pre, "dt0c01." + upper(24) + "." + upper(64), ""},
        {"tailscale-key", pre, "tskey-auth-" + run(32), ""},
        {"supabase-token", pre, "sbp_" + hex(40), ""},
        {"airtable-token", pre, "pat" + run(14) + "." + hex(64), ""},
        {"azure-client-secret", pre, run(3) + "8Q~" + run(34), ""},
        {"jwt", pre, "eyJ" + run(30) + ".eyJ" + run(60) + "." + run(43), " end"},
    };
}

std::vector<example> told_by_context() {
    const std::string pair = "dXNlcjpodW50ZXIy",
                      uuid = hex(8) + "-" + hex(4) + "-" + hex(4) + "-" + hex(4) + "-" + hex(12);
    return {
        {"aws-secret-key", "aws_secret_access_key = ", run(40), "\n"},
        {"aws-secret-key", "\"SecretAccessKey\": \"", run(40), "\""},
        {"private-key", "see ", join_key("RSA PRIVATE KEY"), " done"},
        {"private-key", "", join_key("PRIVATE KEY"), ""},
        {"private-key", "", join_key("EC PRIVATE KEY"), "\nthen we restarted"},
        {"private-key",
         "",
         "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\n" + run(64) + "\n" + run(40),
         "\nand it was cut"},
        {"private-key",
         "{\"private_key\": \"",
         "-----BEGIN PRIVATE KEY-----\\n" + run(64) + "\\n-----END PRIVATE KEY-----\\n",
         "\"}"},
        {"ssh-private-key", "", join_key("OPENSSH PRIVATE KEY"), ""},
        {"pgp-private-key", "", join_key("PGP PRIVATE KEY BLOCK"), ""},
        {"private-key", "Private-Lines: 2\n", run(64) + "\n" + run(32), "\nend"},
        {"slack-webhook", "https://hooks.slack.com/services/", "T0123/B0123/" + run(24), " x"},
        {"discord-webhook",
         "https://discord.com/api/webhooks/",
         "123456789012345678/" + run(68),
         ""},
        {"url-password", "postgres://scribe:", "hunter2", "@db:5432/scribe"},
        {"url-password", "redis://:", "hunter2", "@cache/0"},
        {"url-password", "https://bob:", "p@ss%21", "@example.com/x"},
        {"azure-storage-key", "AccountName=x;AccountKey=", run(86) + "==", ";EndpointSuffix=y"},
        {"azure-sas", "https://x.blob.y/z?sv=1&sig=", run(43) + "%3D", "&se=2"},
        {"kube-client-key", "client-key-data: ", run(200), "\n"},
        {"twilio-token", "TWILIO_AUTH_TOKEN=", hex(32), ""},
        {"twilio-token", "AC" + hex(32) + ":", hex(32), ""},
        {"heroku-key", "HEROKU_API_KEY=", uuid, ""},
        {"datadog-key", "DD_API_KEY=", hex(32), ""},
        {"datadog-key", "datadog app_key: ", "", ""},
        {"pagerduty-key", "Authorization: Token token=", "y_NbAkKc66ryYTWUXYEu", ""},
        {"pagerduty-key", "pagerduty integration_key: ", hex(32), ""},
        {"opsgenie-key", "Authorization: GenieKey ", uuid, ""},
        {"okta-token", "Authorization: SSWS ", run(42), ""},
        {"splunk-token", "Authorization: Splunk ", uuid, ""},
        {"bearer-token", "Authorization: Bearer ", run(40), "\nHost: x"},
        {"bearer-token", "curl -H 'authorization: bearer ", run(24), "' x"},
        {"basic-auth", "Authorization: Basic ", pair, ""},
        {"authorization", "Authorization: token ", "abcdef", ""},
        {"docker-auth", "{\"auths\": {\"r.io\": {\"auth\": \"", pair, "\"}}}"},
        {"npm-auth", "_auth=", pair, "\n"},
        {"token", "//registry.npmjs.org/:_authToken=", "abc", "\n"},
        {"netrc-password", "machine x login bob password ", "hunter2", "\n"},
        {"command-password", "mysql -u root -p", "hunter2", " scribe"},
        {"command-password", "mysqldump -h db -p'", "hunter2", "' scribe"},
        {"command-password", "sshpass -p ", "hunter2", " ssh x"},
        {"command-password", "redis-cli -h x -a ", "hunter2", " ping"},
        {"command-password", "docker login -u bob -p ", "hunter2", " r.io"},
        {"command-password", "curl -s -u bob:", "hunter2", " https://x.y"},
        {"command-password", "curl --user 'bob:", "hunter2", "' https://x.y"},
        {"command-password", "deploy --password ", "x", " now"},
        {"command-password", "kubeadm join x --token ", "abcdef.0123456789abcdef", " y"},
        {"session-cookie", "Cookie: theme=dark; sessionid=", run(32), "; lang=en"},
        {"session-cookie", "Set-Cookie: connect.sid=", "s%3A" + run(32), "; Path=/"},
        {"session-cookie", "got JSESSIONID=", upper(32), " back"},
        {"password", "password=", "hunter", ""},
        {"password", "passwd: ", "hunter2", ""},
        {"password", "Password = \"", "correct horse", "\""},
        {"password", "PGPASSWORD=", "x", " psql -h db"},
        {"password", "Server=db;User Id=sa;Password=", "hunter2", ";Database=x"},
        {"password", "Server=db;Pwd=", "hunter2", ";"},
        {"password", "{\"user\": \"bob\", \"password\": \"", "hunter", "\"}"},
        {"password", "{\\\"password\\\": \\\"", "hunter", "\\\"}"},
        {"password", "export DB_PASS=", "hunter", ""},
        {"password", "spring.datasource.password=", "hunter", ""},
        {"password", "the password is ", "hunter2", " by the way"},
        {"password", "<password>", "hunter", "</password>"},
        {"password", "https://x.y/login?user=bob&password=", "hunter", "&next=z"},
        {"secret", "client_secret=", "abc", "&x=1"},
        {"secret", "SECRET: ", "abcd1234", ""},
        {"secret-key", "SECRET_KEY_BASE=", hex(128), ""},
        {"token", "VAULT_TOKEN=", "s." + run(24), ""},
        {"token", "token: ", "abcd1234", ""},
        {"token", "accessToken: '", "abcdefgh", "'"},
        {"api-key", "x-api-key: ", hex(32), ""},
        {"api-key", "?api_key=", "abc", "&q=1"},
        {"api-key", "apiKey => \"", "abc", "\""},
    };
}

void check(const example& one) {
    const auto text = one.before + one.secret + one.after;
    INFO(text);
    const auto masked = bot::mask_secrets(text);

    CHECK(masked.text == one.before + "[masked: " + one.kind + "]" + one.after);
    CHECK(masked.kinds == std::vector<std::string>{one.kind});
    CHECK(bot::may_hold_secret(text));
    CHECK(bot::mask_secrets(masked.text).text == masked.text);
    // In the middle of other talk it is found the same.
    const auto around = "so then:\n" + text + "\n<- look at 10:42";
    CHECK(bot::mask_secrets(around).text == "so then:\n" + masked.text + "\n<- look at 10:42");
}

}  // namespace

TEST_CASE("a token that a vendor made is masked by its own name") {
    for (const auto& one : vendor_tokens()) check(one);
}

TEST_CASE("a secret that the words around it give away is masked and they stay") {
    for (const auto& one : told_by_context())
        if (!one.secret.empty()) check(one);
}

TEST_CASE("what only looks like a secret stays as it was") {
    const auto text = GENERATE_COPY(values<std::string>({
        // hashes, ids, digests
        "fixed in 9fceb02d0ae598e95dc970b74767f19372d61af8",
        "commit " + hex(40),
        "e3b0c44298fc1c149afbf4c8996fb924",
        hex(64),
        "trace 4bf92f3577b34da6a3ce929d0e0e4736 span 00f067aa0ba902b7",
        "550e8400-e29b-41d4-a716-446655440000",
        "image@sha256:" + hex(64),
        "sha1:" + hex(40),
        "etag \"" + hex(32) + "\"",
        "x-request-id: " + hex(32),
        "traceparent: 00-" + hex(32) + "-" + hex(16) + "-01",
        "md5 = " + hex(32),
        "arn:aws:iam::123456789012:role/deploy",
        "i-0abcd1234efgh5678 in eu-west-1",
        "vpc-0a1b2c3d",
        "req_" + run(14),
        "cus_" + run(14),
        "pi_" + run(24),
        "evt_1" + run(23),
        "AC" + hex(32),
        "U012AB3CD and C024BE91L",
        "T0123ABCD",
        "pk_live_" + run(24),
        "build-us12-x",
        "asset-us-east-1a",
        // Kubernetes, Docker, clouds
        "user-service-7d9c6b8f4d-x2k9q restarted",
        "pod/user-service-6c5b9d8f7-abcde",
        "registry.io/team/app:1.2.3-rc1",
        "k get secret -o yaml",
        "secret/db-credentials created",
        "secretName: db-credentials",
        "kubectl get secrets -n prod",
        "serviceAccountToken:",
        "tokenReview ok",
        "secretKeyRef:\n  name: db\n  key: password",
        "configmap/app-config",
        "envFrom:\n- secretRef:",
        "volumes:\n- secret:\n    name: x",
        // talk
        "password: please rotate it",
        "the token expired",
        "secret santa",
        "the password was wrong",
        "we rotated all passwords",
        "ask for the token",
        "token=",
        "token= ",
        "password:",
        "password =",
        "api_key=",
        "token: expired at 19:03",
        "no password is needed",
        "password is required",
        "wrong password!",
        "the password is in the vault",
        "Password: required",
        "tokens: 4096",
        "max_tokens=4096",
        "secret: none",
        "password=***",
        "password=xxxxxx",
        "token=$TOKEN",
        "password=${DB_PASSWORD}",
        "password={{ password }}",
        "token=<token>",
        "--token TOKEN",
        "use --password to set it",
        "pass --token or --password",
        "api-key: your-api-key",
        "API_KEY=YOUR_API_KEY",
        "password=%PASSWORD%",
        "\"password\": \"\"",
        "\"password\": \"must not be empty\"",
        "\"token\": \"string\"",
        "\"token\": null",
        "token: true",
        "bearer of bad news",
        "bearer authentication failed",
        "Bearer realm=\"x\"",
        "basic authentication is on",
        "basic understanding",
        "authorization: see wiki",
        "cookie banner",
        "Cookie: theme=dark; lang=en",
        "cookies: 12",
        "the session = over",
        "login page password reset",
        // code
        "token = get_token()",
        "password = request.password",
        "if (token == expected)",
        "const token = await fetchToken();",
        "password = os.environ[\"PW\"]",
        "secret := os.Getenv(\"SECRET\")",
        "token=config.get('x')",
        "assert token != null",
        "Authorization: Bearer $TOKEN",
        "Authorization: Bearer <token>",
        "PWD=/srv/app",
        "compass=north",
        "bypass=1",
        "pass=12 fail=0",
        "--- PASS: TestLogin1 (0.00s)",
        // addresses
        "https://x.y:8443/a",
        "http://localhost:8080/@user",
        "https://x.y/a:b@c",
        "bob@example.com",
        "mailto:bob@example.com",
        "ssh://git@github.com/x/y.git",
        "git@github.com:x/y.git",
        "10.0.0.1:5432",
        "2001:db8::ff00:42:8329",
        "[::1]:8080",
        "fe80::1%eth0",
        "https://user@host/x",
        "postgres://scribe@db/scribe",
        "https://x.y/?sig=short",
        "https://hooks.slack.com/",
        "https://a:443,b@c",
        // times, versions, measures, metrics
        "2025-09-27T19:03:00Z",
        "19:08:30.250",
        "v1.2.3-rc.1+build.5",
        "1.81.0",
        "p99 5012ms",
        "rate(http_requests_total{job=\"api\"}[5m])",
        "sum by (pod) (kube_pod_status_ready{condition=\"true\"})",
        "histogram_quantile(0.99, x)",
        "error rate 10% (baseline: <1%)",
        // lookalikes of prefixes
        "sk-learn",
        "sk-learn-compatible-estimator-v2-and-more-words",
        "risk-assessment",
        "hf_hub_download",
        "npm_config_registry=x",
        "pypi-server is up",
        "SG.1",
        "msg.Data.Payload",
        "key-value store",
        "key-" + run(8),
        "ghp_short",
        "xoxb-",
        "glpat-",
        "AKIA",
        "AKIAIOSFODNN7",
        "eyJ",
        "eyJhbGciOi",
        "hvs.",
        "dp.pt.x",
        "secret_agent_man",
        "patience.is.a.virtue",
        "NTP drift",
        "MTTR is 12 min",
        "MTA-STS",
        "ATBBQ",
        "pul-ling",
        "cio-approved",
        "dapiary",
        // public things
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI" + run(43) + " bob@host",
        "ssh-rsa AAAAB3NzaC1yc2E" + run(300),
        join_key("CERTIFICATE"),
        join_key("PUBLIC KEY"),
        join_key("PGP PUBLIC KEY BLOCK"),
        "it says -----BEGIN RSA PRIVATE KEY----- at the top",
        "age1" + run(58, "qpzry9x8gf2tvdw0"),
        // stack traces and words in base64
        "at com.acme.UserService.getUser(UserService.java:42)",
        "  File \"app.py\", line 10, in token_required",
        "aGVsbG8gd29ybGQgaG93IGFyZSB5b3U=",
        "panic: runtime error: index out of range [5] with length 3\n\ngoroutine 1 "
        "[running]:\nmain.main()\n\t/app/main.go:12 +0x1d",
        "docker run -p 8080:80 nginx",
        "mysql -u root -p scribe",
        "curl -u bob https://x.y",
        "ssh -p 2222 host",
        "mkdir -p /a/b",
        "password-stdin",
        "--password-stdin < file",
        "passport=ready",
        "[masked: token]",
        "password=[masked: password]",
    }));

    const auto masked = bot::mask_secrets(text);

    CHECK(masked.text == text);
    CHECK(masked.kinds.empty());
}

TEST_CASE("several secrets are masked in the order they were said") {
    const auto masked =
        bot::mask_secrets("a password=one b token=two1 c ghp_" + run(36) + " d https://u:three@h/");

    CHECK(
        masked.text ==
        "a password=[masked: password] b token=[masked: token] c [masked: github-token] d "
        "https://u:[masked: url-password]@h/"
    );
    CHECK(
        masked.kinds ==
        std::vector<std::string>{"password", "token", "github-token", "url-password"}
    );
}

TEST_CASE("a secret found by two rules is masked once, by the more telling name") {
    CHECK(
        bot::mask_secrets("token=ghp_" + run(36)).kinds == std::vector<std::string>{"github-token"}
    );
    CHECK(
        bot::mask_secrets("Authorization: Bearer eyJ" + run(30) + "." + run(30) + "." + run(30))
            .kinds == std::vector<std::string>{"jwt"}
    );
}

TEST_CASE("masked text has nothing more to mask, whatever surrounds the secrets") {
    auto alphabet = bot::test::hostile_text::broken();
    std::vector<std::string> held;
    for (const auto& all : {vendor_tokens(), told_by_context()})
        for (const auto& one : all) held.push_back(one.before + one.secret + one.after);
    for (const auto& each : held) alphabet.push_back(each);
    for (const auto piece :
         {"password"sv,
          "="sv,
          "= "sv,
          ": "sv,
          "token"sv,
          "secret"sv,
          "--password "sv,
          "Bearer "sv,
          "\""sv,
          "Cookie: sid="sv,
          "://a:"sv,
          "@b"sv})
        for (int i = 0; i < 5; ++i) alphabet.push_back(piece);
    for (std::uint64_t seed = 1; seed <= 1500; ++seed) {
        const auto said = bot::test::hostile_text(seed).next(alphabet, 10);
        const auto masked = bot::mask_secrets(said);
        INFO("seed " << seed << "\nsaid   " << said << "\nmasked " << masked.text);

        CHECK(bot::mask_secrets(masked.text).text == masked.text);
        if (!bot::may_hold_secret(said)) CHECK(masked.text == said);
    }
}

TEST_CASE("the cheap test lets ordinary talk through") {
    const auto text = GENERATE(
        "the deploy went out at 19:03 and error rate is 10%"sv,
        "rolling back user-service to v1.2.3"sv,
        "see https://grafana.x.y/d/abc?from=1&to=2"sv,
        "p99 went from 161ms to 5012ms, we are looking at the cache"sv,
        "the token expired and nobody noticed"sv,
        "thanks @bob, access restored"sv
    );

    CHECK_FALSE(bot::may_hold_secret(text));
}

TEST_CASE("a long text of anything is masked in time that grows with its length") {
    const auto piece = GENERATE(
        "a"sv,
        "password="sv,
        "://a:"sv,
        "-----BEGIN PRIVATE KEY-----\n"sv,
        "token: "sv,
        "eyJ"sv,
        "curl -u "sv,
        "\""sv,
        "Cookie: a=b;"sv,
        "0a1b2c3d"sv,
        "login x "sv,
        "mysql "sv
    );
    // The best of three, because the machine has other things to do.
    const auto masked = [&](std::size_t size) {
        std::string text;
        while (text.size() < size) text += piece;
        double best = 1e9;
        for (int i = 0; i < 3; ++i) {
            const auto began = std::chrono::steady_clock::now();
            bot::mask_secrets(text);
            const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
            best = std::min(best, took.count());
        }
        return best;
    };
    masked(1000);

    const auto small = masked(25'000), large = masked(200'000);

    // Eight times the text; a square would take 64 times as long.
    CHECK(large < 0.02 + small * 30);
}
