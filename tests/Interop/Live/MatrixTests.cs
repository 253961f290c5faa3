namespace Holdfast.Tests.Interop.Live;

/// <summary>
/// What strongSwan and the gateway agree on, row by row, each begun by the one and by the other:
/// pings pass, and a bulk transfer each way has the hash of what was sent. One of each version is
/// found at its second address.
/// </summary>
[Collection(Lab.Second)]
public sealed class MatrixTests
{
    private const string Gcm = "aes256gcm16-prfsha256";
    private const string Cbc = "aes256-sha256";
    private const string GcmIke = "encr-alg=AES_GCM_16 encr-keysize=256 prf-alg=PRF_HMAC_SHA2_256";

    private const string CbcIke =
        "encr-alg=AES_CBC encr-keysize=256 integ-alg=HMAC_SHA2_256_128 prf-alg=PRF_HMAC_SHA2_256";

    private const string GcmEsp = "encr-alg=AES_GCM_16 encr-keysize=256";

    private const string CbcEsp =
        "encr-alg=AES_CBC encr-keysize=256 integ-alg=HMAC_SHA2_256_128";

    private const string ChaChaEsp = "encr-alg=CHACHA20_POLY1305";

    // Of three proofs, three groups and three ciphers each pair of two is there.
    private static readonly MatrixRow[] Rows =
    [
        New("psk", Gcm, "x25519", "aes256gcm16", GcmIke, GcmEsp),
        New("psk", Cbc, "ecp256", "aes256-sha256", CbcIke, CbcEsp),
        New("psk", Gcm, "modp2048", "chacha20poly1305", GcmIke, ChaChaEsp) with
        {
            IsElsewhereFirst = true,
        },
        New("rsa", Cbc, "x25519", "aes256-sha256", CbcIke, CbcEsp),
        New("rsa", Gcm, "ecp256", "chacha20poly1305", GcmIke, ChaChaEsp),
        New("rsa", Cbc, "modp2048", "aes256gcm16", CbcIke, GcmEsp),
        New("ecdsa", Gcm, "x25519", "chacha20poly1305", GcmIke, ChaChaEsp),
        New("ecdsa", Cbc, "ecp256", "aes256gcm16", CbcIke, GcmEsp),
        New("ecdsa", Gcm, "modp2048", "aes256-sha256", GcmIke, CbcEsp),
    ];

    private static readonly MatrixRow[] OldRows =
    [
        New("psk", Cbc, "ecp256", "aes256gcm16", CbcIke, GcmEsp) with { Version = 1 },
        New("psk", Cbc, "modp2048", "aes256-sha256-modp2048", CbcIke, CbcEsp) with
        {
            Version = 1,
            Pfs = "modp2048",
        },
        New("rsa", Cbc, "ecp256", "aes256gcm16-ecp256", CbcIke, GcmEsp) with
        {
            Version = 1,
            Pfs = "ecp256",
        },
        New("psk", Cbc, "ecp256", "aes256-sha256", CbcIke, CbcEsp) with
        {
            Version = 1,
            IsAggressive = true,
        },
        New("psk", Cbc, "ecp256", "aes256gcm16-ecp256", CbcIke, GcmEsp) with
        {
            Version = 1,
            IsAggressive = true,
            Pfs = "ecp256",
        },
        New("rsa", Cbc, "ecp256", "aes256gcm16", CbcIke, GcmEsp) with
        {
            Version = 1,
            IsAggressive = true,
            IsElsewhereFirst = true,
        },
    ];

    [PeerFact]
    public Task IKEv2_carries_all_that_was_sent_whoever_begins() => PlayAsync(Rows, (lab, peer) =>
    {
        // Certificates and what is between them and their authority do not fit a datagram.
        Assert.Contains("splitting IKE message", peer.Log);
        Assert.Matches("received fragment #[1-9] of [2-9]", peer.Log);

        // Nobody guesses which group strongSwan takes, RFC 7296 §1.2.
        Assert.Contains("N(INVAL_KE)", peer.Log);
    });

    [PeerFact]
    public Task IKEv1_carries_all_that_was_sent_whoever_begins() => PlayAsync(OldRows, (_, peer) =>
    {
        Assert.Contains("parsed AGGRESSIVE request", peer.Log);
        Assert.Contains("generating AGGRESSIVE request", peer.Log);
    });

    private static async Task PlayAsync(MatrixRow[] wanted, Action<Lab, StrongSwan> then)
    {
        MatrixRow[] rows =
        [
            .. wanted.SelectMany(row => new[]
            {
                row,
                row with { Name = $"{row.Name}-b", IsOurs = true },
            }).Select((row, at) => row with { Name = $"{row.Name}-{at}", At = at }),
        ];
        using var lab = new Lab(hasPeer: true);
        WriteFiles(lab, rows);
        lab.Replace(
            string.Join(",\n", rows.Select(row => row.OfMember)),
            string.Join(",\n", rows.Select(row => row.OfShell)));
        lab.WithIpsec("\"key_exchanges\": [\"x25519\", \"ecp256\", \"modp2048\"]");
        foreach (var row in rows)
        {
            lab.In("carol", "ip", "addr", "add", $"{row.Address}/24", "dev", "out");
            lab.In("carol", "ip", "addr", "add", $"{row.Behind}/32", "dev", "lo");
        }

        var peer = new StrongSwan(lab, fragment: 600);
        peer.LoadAll($$"""
            connections {
            {{string.Join("\n", rows.Select(row => row.OfPeer))}}
            }
            secrets {
              ike-1 {
                secret = "{{Lab.Psk}}"
              }
            }
            """);
        var alice = new LiveMember(lab, "alice");
        await alice.UntilActiveAsync();
        await alice.UntilAsync(
            status => (int)status["child_sas"]! == rows.Count(row => row.IsOurs),
            "has begun all that it has to");
        foreach (var row in rows.Where(row => !row.IsOurs))
        {
            peer.Control("--initiate", "--child", row.Name, "--timeout", "10");
        }

        Assert.Equal(rows.Length, (int)(await alice.AskAsync())["child_sas"]!);
        foreach (var row in rows)
        {
            row.AssertAgreed(peer.Control("--list-sas", "--raw", "--ike", row.Name));
            lab.In(
                "carol", "ping", "-c", "3", "-i", "0.05", "-W", "5", "-I", row.Behind, Lab.Inside);
            lab.In("dave", "ping", "-c", "3", "-i", "0.05", "-W", "5", row.Behind);
            Bulk.AssertWhole(lab, row.Behind);
        }

        then(lab, peer);
        Assert.Equal(rows.Length, (int)(await alice.AskAsync())["child_sas"]!);
    }

    private static MatrixRow New(
        string auth, string ike, string group, string esp, string agreedIke, string agreedEsp) =>
        new($"{auth}-{group}", auth, $"{ike}-{group}", esp, agreedIke + NameOf(group), agreedEsp);

    private static string NameOf(string group) => group switch
    {
        "x25519" => " dh-group=CURVE_25519",
        "ecp256" => " dh-group=ECP_256",
        _ => " dh-group=MODP_2048",
    };

    /// <summary>An authority for each kind of key, one between it and whom it vouches for, and
    /// what that one has signed.</summary>
    private static void WriteFiles(Lab lab, MatrixRow[] rows)
    {
        foreach (var folder in (string[])["x509", "x509ca", "pkcs8"])
        {
            Directory.CreateDirectory(Path.Combine(lab.Folder, folder));
        }

        foreach (var kind in (string[])["rsa", "ecdsa"])
        {
            var root = PeerAuthority.Root(kind, $"CN=ca-{kind}");
            var between = PeerAuthority.Make(
                kind, $"CN=between-{kind}", root, new() { IsAuthority = true });
            var mars = PeerAuthority.Make(
                kind, "CN=mars", between, new() { Names = [PeerAuthority.Dns("mars.lab")] });
            Write(lab, $"ca-{kind}.pem", root.Pem);
            Write(lab, $"x509ca/ca-{kind}.pem", root.Pem);
            Write(lab, $"x509ca/between-{kind}.pem", between.Pem);
            Write(lab, $"mars-{kind}.pem", mars.Pem + between.Pem);
            Write(lab, $"mars-{kind}.key", mars.KeyPem);
            lab.In("net", "chmod", "600", Path.Combine(lab.Folder, $"mars-{kind}.key"));
            foreach (var row in rows.Where(row => row.Auth == kind))
            {
                var carol = PeerAuthority.Make(
                    kind, $"CN={row.Name}", between,
                    new() { Names = [PeerAuthority.Dns($"{row.Name}.lab")] });
                Write(lab, $"x509/carol-{row.Name}.pem", carol.Pem);
                Write(lab, $"pkcs8/{row.Name}.pem", carol.KeyPem);
            }
        }
    }

    private static void Write(Lab lab, string file, string text) =>
        File.WriteAllText(Path.Combine(lab.Folder, file), text);
}
