using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Org.BouncyCastle.Asn1.Pkcs;
using Org.BouncyCastle.Pkcs;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.X509;

namespace Holdfast.Tests.Interop.Live;

/// <summary>
/// Another peer: libreswan in the namespace of the host outside, its ESP that of the kernel. Debian
/// has it or strongSwan installed, so its package may be unpacked alone, as .ci/run does.
/// </summary>
internal sealed partial class Libreswan
{
    private const string Programs = "/usr/libexec/ipsec";
    private const string Setup = "config setup\n    ikev1-policy=accept\n\n";
    private const string BagPassword = "bag";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);
    private readonly Lab _lab;

    /// <summary>Why there is none; null: there is one.</summary>
    public static string? Missing { get; } =
        ((string[])[
            $"{Programs}/pluto", $"{Programs}/whack", $"{Programs}/addconn", "/usr/bin/certutil",
            "/usr/bin/pk12util",
        ]).FirstOrDefault(file => !File.Exists(file)) is { } missing
            ? $"needs libreswan and libnss3-tools: there is no {missing}"
            : null;

    /// <param name="lab">Where it runs, with a peer.</param>
    /// <param name="authority">Whom it believes.</param>
    /// <param name="own">Its own certificate, by the name of "own".</param>
    public Libreswan(Lab lab, MadeCertificate authority, MadeCertificate own)
    {
        _lab = lab;
        foreach (var folder in (string[])["nss", "pluto"])
        {
            Directory.CreateDirectory(At(folder));
        }

        File.WriteAllText(At("ipsec.secrets"), $": PSK \"{Lab.Psk}\"\n");
        File.WriteAllText(At("ipsec.conf"), Setup);
        File.WriteAllText(At("authority.pem"), authority.Pem);
        File.WriteAllBytes(At("own.p12"), Bag(own));
        var database = $"sql:{At("nss")}";
        lab.In("carol", "certutil", "-N", "-d", database, "--empty-password");
        lab.In(
            "carol", "certutil", "-A", "-d", database, "-n", "authority", "-t", "CT,,",
            "-a", "-i", At("authority.pem"));
        lab.In("carol", "pk12util", "-d", database, "-i", At("own.p12"), "-W", BagPassword);
        var pluto = lab.Start(
            "carol", "libreswan.out", $"{Programs}/pluto", "--nofork", "--no-dnssec",
            "--config", At("ipsec.conf"), "--secretsfile", At("ipsec.secrets"),
            "--ipsecdir", lab.Folder, "--nssdir", At("nss"), "--rundir", At("pluto"),
            "--dumpdir", lab.Folder, "--logfile", At("pluto.txt"));
        var time = Stopwatch.StartNew();
        while (!File.Exists(At("pluto/pluto.ctl")))
        {
            if (time.Elapsed > Patience || pluto.HasExited)
            {
                Assert.Fail($"libreswan does not start: {Log}");
            }

            Thread.Sleep(20);
        }

        Control("--listen");
    }

    /// <summary>What it wrote, once it had told all that it can.</summary>
    public string Log => string.Concat(
        ((string[])["libreswan.out", "pluto.txt"]).Select(At).Where(File.Exists)
            .Select(File.ReadAllText).Select(text => text[Greeting().Match(text).Index..]));

    /// <summary>What it says it is.</summary>
    public string Version => Control("--version").Trim();

    /// <summary>How often an IKE SA of a connection was made anew, not as the next one of another.
    /// </summary>
    public int Beginnings(string name) => Regex.Count(
        Log, $"\"{name}\" #[0-9]+: (initiator|responder) established IKE SA; authenticated");

    /// <summary>Adds connections.</summary>
    /// <param name="connections">Sections of <c>ipsec.conf</c>.</param>
    /// <param name="names">Which ones.</param>
    public void Load(string connections, params string[] names)
    {
        File.WriteAllText(At("ipsec.conf"), Setup + connections);
        _lab.In(
            "carol",
            [$"{Programs}/addconn", "--config", At("ipsec.conf"), "--ctlsocket",
                At("pluto/pluto.ctl"), .. names]);
    }

    /// <summary>Connects; the CHILD SA.</summary>
    public PeerChild Connect(string name)
    {
        var said = Control("--initiate", "--name", name);
        return Children(name) is [var one]
            ? one
            : throw new InvalidOperationException($"{name} has no CHILD SA: {said}{Log}");
    }

    /// <summary>The CHILD SAs of a connection, the newest last; of the IKE SA its number, which no
    /// other one has.</summary>
    public IReadOnlyList<PeerChild> Children(string name) =>
    [
        .. States().Matches(Control("--showstates")).Where(match => match.Groups[2].Value == name)
            .Select(match => new PeerChild(
                match.Groups[5].Value, match.Groups[4].Value, match.Groups[3].Value)),
    ];

    /// <summary>Waits until something is so.</summary>
    /// <param name="isSo">What.</param>
    /// <param name="what">In words.</param>
    /// <param name="more">What else to tell where it never came.</param>
    public async Task UntilAsync(Func<bool> isSo, string what, Func<string>? more = null)
    {
        var time = Stopwatch.StartNew();
        while (!isSo())
        {
            if (time.Elapsed > Patience)
            {
                Assert.Fail(
                    $"libreswan never {what}: {Log}{Control("--showstates")}{more?.Invoke()}");
            }

            // To ask it takes processes, each some 100 ms where it runs.
            await Task.Delay(500);
        }
    }

    /// <summary>How often something has happened, as it counts it.</summary>
    /// <param name="counter">As <c>ike.dpd.sent</c>.</param>
    public int Count(string counter) => int.Parse(
        Regex.Match(Control("--globalstatus"), $@"total\.{Regex.Escape(counter)}=([0-9]+)")
            .Groups[1].Value,
        CultureInfo.InvariantCulture);

    /// <summary>Asks it something; what it says. Its exit code is that of the last line, warnings
    /// among them, so it tells nothing.</summary>
    public string Control(params string[] command) => _lab.In(
        "carol",
        ["sh", "-c", "timeout 20 \"$0\" \"$@\" || true", $"{Programs}/whack", "--rundir",
            At("pluto"), .. command]);

    /// <summary>A certificate and its key in PKCS #12 (RFC 7292), as its database takes them.
    /// </summary>
    private static byte[] Bag(MadeCertificate own)
    {
        var store = new Pkcs12StoreBuilder()
            .SetCertAlgorithm(PkcsObjectIdentifiers.PbeWithShaAnd3KeyTripleDesCbc).Build();
        store.SetKeyEntry(
            "own", new AsymmetricKeyEntry(own.Signer),
            [new X509CertificateEntry(new X509Certificate(own.Certificate))]);
        using var bag = new MemoryStream();
        store.Save(bag, BagPassword.ToCharArray(), new SecureRandom());
        return bag.ToArray();
    }

    private string At(string file) => Path.Combine(_lab.Folder, file);

    [GeneratedRegex("listening for IKE messages")]
    private static partial Regex Greeting();

    [GeneratedRegex(
        "^000 #([0-9]+): \"([a-z]+)\"[^\n]* (?:IKE|ISAKMP) SA #([0-9]+);[^\n]*\n"
            + "000 #\\1: \"\\2\" esp\\.([0-9a-f]+)@[^ ]+ esp\\.([0-9a-f]+)@",
        RegexOptions.Multiline)]
    private static partial Regex States();
}
