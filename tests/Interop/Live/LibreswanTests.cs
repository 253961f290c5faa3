using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Holdfast.Tests.Interop.Live;

/// <summary>
/// Libreswan, four peers in one: it begins with a shared key, the gateway does, IKEv1, and
/// certificates. SAs of all of them outlive a member, for the members carry ESP themselves; that
/// of libreswan is the kernel's, so it is played in a Linux of its own.
/// </summary>
[Collection(UserModeLinux.Row)]
public sealed class LibreswanTests
{
    private static readonly Row[] Rows =
    [
        new("net", 100, "10.2.0.1")
        {
            OfPeer = """
                authby=secret
                ikev2=insist
                ike=aes_gcm256-sha2_256;modp2048
                esp=aes_gcm128
                dpddelay=1
                """,
            OfShell = "\"psk\": \"carol.psk\"",
        },
        new("begun", 101, "10.2.1.1")
        {
            OfPeer = """
                authby=secret
                ikev2=insist
                ike=aes256-sha2_256;dh31
                esp=aes256-sha2_256
                encapsulation=yes
                """,
            OfShell = "\"psk\": \"carol.psk\", \"start\": true, \"rekey_after\": 10, "
                + "\"ike_rekey_after\": 15",
            OfMember = ", \"liveness\": { \"idle_after\": \"2s\", \"retry_after\": \"1s\", "
                + "\"sends_max\": 8 }",
        },
        new("old", 102, "10.2.2.1")
        {
            OfPeer = """
                authby=secret
                ikev2=never
                ike=aes256-sha2_256;dh19
                esp=aes128-sha2_256;modp2048
                pfs=yes
                dpddelay=1
                dpdtimeout=60
                """,
            OfShell = "\"psk\": \"carol.psk\", \"pfs\": \"modp2048\"",
            OfMember = ", \"version\": \"v1\", \"dpd\": { \"mode\": \"periodic\", "
                + "\"worry_after\": \"3s\", \"retry_after\": \"1s\", \"backoff_percent\": 100, "
                + "\"probes_max\": 8 }",
        },
        new("signed", 103, "10.2.3.1")
        {
            OfPeer = """
                authby=ecdsa
                leftcert=own
                leftsendcert=always
                rightca=%same
                ikev2=insist
                ike=chacha20_poly1305-sha2_256;dh19,aes_gcm256-sha2_256;dh19
                esp=chacha20_poly1305
                """,
            OfShell = "\"certificate\": \"mars-own.pem\", \"key\": \"mars-own.key\", "
                + "\"authority\": \"authority.pem\"",
        },
    ];

    private static readonly string[] BegunByPeer = ["net", "old", "signed"];

    private sealed record Row(string Name, int Host, string Behind)
    {
        public required string OfPeer { get; init; }

        public required string OfShell { get; init; }

        public string OfMember { get; init; } = "";

        public string Address => $"192.168.0.{Host}";

        public string Member => $$"""
            {
              "name": "{{Name}}", "identity": "fqdn:{{Name}}.lab", "addresses": ["{{Address}}"],
              "child_sas": [{ "name": "{{Name}}", "remote": ["{{Behind}}/32"] }]{{OfMember}}
            }
            """;

        public string Peer => $"""
            conn {Name}
                left={Address}
                leftid=@{Name}.lab
                leftsubnet={Behind}/32
                leftupdown=%disabled
                right=192.168.0.5
                rightid=@mars.lab
                rightsubnet=10.1.0.0/16
                rekey=no
                {OfPeer.ReplaceLineEndings("\n    ")}

            """;
    }

    [LibreswanFact]
    public void Its_SAs_of_both_versions_are_rekeyed_and_outlive_a_member() =>
        UserModeLinux.AssertPassed(
            nameof(LibreswanTests), nameof(Inside_SAs_are_rekeyed_and_outlive_a_member));

    [InsideFact]
    public async Task Inside_SAs_are_rekeyed_and_outlive_a_member()
    {
        // One processor for all: whoever stands still for a second has not died.
        using var lab = new Lab(hello: 1_000, hold: 4_000, hasPeer: true);
        lab.Replace(
            string.Join(",\n", Rows.Select(row => row.Member)),
            string.Join(",\n", Rows.Select(row => $"\"{row.Name}\": {{ {row.OfShell} }}")));
        lab.WithIpsec("\"key_exchanges\": [\"x25519\", \"ecp256\", \"modp2048\"]");
        foreach (var row in Rows.Where(row => row.Behind != Lab.Behind))
        {
            lab.In("carol", "ip", "addr", "add", $"{row.Address}/24", "dev", "out");
            lab.In("carol", "ip", "addr", "add", $"{row.Behind}/32", "dev", "lo");
        }

        // What is routed to the gateway is protected by the kernel, as libreswan has told it.
        lab.In("carol", "ip", "route", "add", "10.1.0.0/16", "via", "192.168.0.5");
        var (root, own) = WriteCertificates(lab);
        var alice = new LiveMember(lab, "alice");
        var peer = new Libreswan(lab, root, own);
        peer.Load(string.Concat(Rows.Select(row => row.Peer)), [.. Rows.Select(row => row.Name)]);
        var moon = new LiveMember(lab, "moon");
        await alice.UntilActiveAsync();
        await BeginAsync(lab, peer, alice, moon);
        var time = Stopwatch.StartNew();
        await OutliveAsync(lab, peer, alice, moon);
        Console.WriteLine(
            $"{peer.Version}: answered {time.Elapsed.TotalSeconds:0.0} s behind SIGKILL");
        await GoOnAsync(lab, peer, moon);
    }

    /// <summary>Each side begins, and what the gateway has begun it rekeys.</summary>
    private static async Task BeginAsync(
        Lab lab, Libreswan peer, LiveMember alice, LiveMember moon)
    {
        foreach (var name in BegunByPeer)
        {
            peer.Connect(name);
        }

        await moon.UntilSyncedAsync();
        await peer.UntilAsync(
            () => Regex.IsMatch(alice.Journal, "begun: CHILD SA [0-9a-f]+ ends")
                && Regex.IsMatch(alice.Journal, "begun: IKE SA .* stands, at where it was"),
            "is rekeyed by the gateway", () => alice.Journal);
        await moon.UntilAsync(status => (int)status["child_sas"]! >= Rows.Length, "told of all");
        AssertCarries(lab);
        Assert.Contains("by IKEv1", alice.Journal);
    }

    /// <summary>A member is killed: libreswan keeps what it has, and hears who answers for it.
    /// </summary>
    private static async Task OutliveAsync(
        Lab lab, Libreswan peer, LiveMember alice, LiveMember moon)
    {
        await peer.UntilAsync(() => peer.Count("ike.dpd.sent") >= 2, "asks whether it lives");
        var before = BegunByPeer.Select(name => Assert.Single(peer.Children(name))).ToArray();
        var begun = peer.Beginnings("begun");
        alice.Signal("KILL");
        await moon.UntilActiveAsync();
        AssertCarries(lab);
        Assert.Equal(before, BegunByPeer.Select(name => Assert.Single(peer.Children(name))));
        Assert.Equal(begun, peer.Beginnings("begun"));
        Assert.Contains("knew it as Synced", moon.Journal);
    }

    /// <summary>What follows is under SAs that another member has made.</summary>
    private static async Task GoOnAsync(Lab lab, Libreswan peer, LiveMember moon)
    {
        var asked = peer.Count("ike.dpd.sent");
        foreach (var (name, what) in ((string, string)[])[
            ("net", "--rekey-ipsec"), ("net", "--rekey-ike"), ("net", "--rekey-ipsec"),
            ("signed", "--rekey-ike"), ("signed", "--rekey-ipsec"), ("old", "--initiate")])
        {
            var before = peer.Children(name)[^1];
            var said = peer.Control(what, "--name", name);
            var after = peer.Children(name)[^1];
            Assert.True(
                what == "--rekey-ike"
                    ? after.Ike != before.Ike && after.In == before.In && after.Out == before.Out
                    : after.In != before.In && after.Out != before.Out,
                $"{name} {what}: {before}, {after}: {said}{peer.Log}{moon.Journal}");
        }

        AssertCarries(lab);
        await peer.UntilAsync(() => peer.Count("ike.dpd.sent") >= asked + 2, "asks again");
        foreach (var name in BegunByPeer)
        {
            peer.Control("--terminate", "--name", name);
        }

        await moon.UntilAsync(status => (int)status["child_sas"]! <= 2, "with its own alone");
        Assert.DoesNotContain("differs", moon.Journal);
    }

    /// <summary>Both sides are answered through each tunnel.</summary>
    private static void AssertCarries(Lab lab)
    {
        lab.In("carol", "sh", "-ec", Ask(row => $"-I {row.Behind} {Lab.Inside}"));
        lab.In("dave", "sh", "-ec", Ask(row => row.Behind));

        static string Ask(Func<Row, string> whom) => string.Join(
            '\n', Rows.Select(row => $"ping -q -c 3 -i 0.05 -w 20 {whom(row)}"));
    }

    private static (MadeCertificate Root, MadeCertificate Own) WriteCertificates(Lab lab)
    {
        var root = PeerAuthority.Root("ecdsa", "CN=authority");
        var mars = PeerAuthority.Make(
            "ecdsa", "CN=mars", root, new() { Names = [PeerAuthority.Dns("mars.lab")] });
        File.WriteAllText(Path.Combine(lab.Folder, "mars-own.pem"), mars.Pem);
        File.WriteAllText(Path.Combine(lab.Folder, "mars-own.key"), mars.KeyPem);
        lab.In("net", "chmod", "600", Path.Combine(lab.Folder, "mars-own.key"));
        return (root, PeerAuthority.Make(
            "ecdsa", "CN=own", root, new() { Names = [PeerAuthority.Dns("signed.lab")] }));
    }
}
