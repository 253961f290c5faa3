using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Holdfast.Tests.Interop.Live;

/// <summary>
/// Two members, a host outside and one inside, each in a network namespace, on three bridges:
/// outside, inside and sync channel. It is gone with its last process, whatever happens.
/// </summary>
internal sealed class Lab : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);
    private static int _labs;

    private readonly string _prefix =
        $"hf{Environment.ProcessId}-{Interlocked.Increment(ref _labs)}-";

    private readonly List<string> _namespaces = [];
    private readonly List<Process> _running = [];

    /// <summary>Why there can be none; null: there can.</summary>
    public static string? Missing { get; } = Find();

    /// <param name="hello">Milliseconds between Hellos.</param>
    /// <param name="hold">Milliseconds for which one is good.</param>
    /// <param name="hasPeer">Whether the host outside is a peer, with 10.2.0.1 behind it.</param>
    public Lab(int hello = 500, int hold = 2_000, bool hasPeer = false)
    {
        Folder = Directory.CreateTempSubdirectory("holdfast-lab").FullName;
        foreach (var name in (string[])["net", "alice", "moon", "carol", "dave"])
        {
            Run("ip", "netns", "add", _prefix + name);
            _namespaces.Add(name);
            In(name, "ip", "link", "set", "lo", "up");
        }

        foreach (var bridge in (string[])["out", "in", "sync"])
        {
            In("net", "ip", "link", "add", $"br-{bridge}", "type", "bridge", "forward_delay", "0");
            In("net", "ip", "link", "set", $"br-{bridge}", "up");
        }

        foreach (var (name, number) in (ReadOnlySpan<(string, int)>)[("alice", 1), ("moon", 2)])
        {
            Plug(name, "out", $"192.168.0.{number}/24");
            Plug(name, "in", $"10.1.0.{number}/24");
            Plug(name, "sync", $"10.255.0.{number}/24");
        }

        Plug("carol", "out", "192.168.0.100/24");
        Plug("dave", "in", "10.1.0.100/24");
        if (hasPeer)
        {
            In("carol", "ip", "addr", "add", $"{Behind}/32", "dev", "lo");
            In("dave", "ip", "route", "add", "default", "via", "10.1.0.5");
            foreach (var member in (string[])["alice", "moon"])
            {
                In(member, "sysctl", "-qw", "net.ipv4.ip_forward=1");

                // Whatever is not protected has a way in the clear.
                In(member, "ip", "route", "add", "default", "via", "192.168.0.100");
            }

            File.WriteAllText(At("carol.psk"), Psk);
            Run("chmod", "600", At("carol.psk"));
        }

        WriteCertificates();
        WriteConfigs(hello, hold, hasPeer);
    }

    /// <summary>The key of HSRP outside; inside a password does.</summary>
    public static string HsrpKey => "what alice and moon know";

    /// <summary>From now on a member that is started begins the IKE SA itself.</summary>
    public void Start(string member)
    {
        var file = At($"{member}.gateway.json");
        File.WriteAllText(file, File.ReadAllText(file).Replace(
            "\"psk\":", "\"start\": true, \"psk\":", StringComparison.Ordinal));
    }

    /// <summary>From now on members that are started have the kernel for their data plane, and
    /// leases of so many packets.</summary>
    public void InKernel(int leaseBlock)
    {
        foreach (var member in (string[])["alice", "moon"])
        {
            foreach (var (file, from, to) in (ReadOnlySpan<(string, string, string)>)[
                ($"{member}.gateway.json", "\"ipsec\": {",
                    "\"ipsec\": { \"data_plane\": \"xfrm\","),
                ($"{member}.json", "\"replication\": {",
                    $"\"replication\": {{ \"lease_block\": {leaseBlock},")])
            {
                File.WriteAllText(At(file), File.ReadAllText(At(file)).Replace(
                    from, to, StringComparison.Ordinal));
            }
        }
    }

    /// <summary>From now on a member that is started has other peers than carol.</summary>
    /// <param name="peers">Those of the member's configuration.</param>
    /// <param name="credentials">Those of its shell.</param>
    public void Replace(string peers, string credentials)
    {
        foreach (var name in (string[])["alice", "moon"])
        {
            Swap($"{name}.json", PeerOfMember, $", \"peers\": [{peers}]");
            Swap(
                $"{name}.gateway.json", "{ \"carol\": { \"psk\": \"carol.psk\" } }",
                $"{{ {credentials} }}");
        }

        void Swap(string file, string from, string to)
        {
            var text = File.ReadAllText(At(file));
            Assert.Contains(from, text);
            File.WriteAllText(At(file), text.Replace(from, to, StringComparison.Ordinal));
        }
    }

    /// <summary>From now on members that are started have another configuration.</summary>
    /// <param name="change">What is changed in the text of each.</param>
    public void ChangeMembers(Func<string, string> change)
    {
        foreach (var member in (string[])["alice", "moon"])
        {
            var before = File.ReadAllText(At($"{member}.json"));
            var after = change(before);
            Assert.NotEqual(before, after);
            File.WriteAllText(At($"{member}.json"), after);
        }
    }

    /// <summary>From now on members that are started have more in their configuration of IPsec.
    /// </summary>
    /// <param name="fields">Fields, as JSON.</param>
    public void WithIpsec(string fields)
    {
        foreach (var member in (string[])["alice", "moon"])
        {
            var file = At($"{member}.gateway.json");
            File.WriteAllText(file, File.ReadAllText(file).Replace(
                "\"ipsec\": {", $"\"ipsec\": {{ {fields},", StringComparison.Ordinal));
        }
    }

    /// <summary>From now on members that are started rekey by age.</summary>
    public void Rekey(int afterSeconds, int ikeAfterSeconds)
    {
        foreach (var member in (string[])["alice", "moon"])
        {
            var file = At($"{member}.gateway.json");
            File.WriteAllText(file, File.ReadAllText(file).Replace(
                "\"psk\":",
                $"\"rekey_after\": {afterSeconds}, \"ike_rekey_after\": {ikeAfterSeconds}, "
                    + "\"psk\":",
                StringComparison.Ordinal));
        }
    }

    /// <summary>What is behind the peer.</summary>
    public const string Behind = "10.2.0.1";

    /// <summary>The host inside.</summary>
    public const string Inside = "10.1.0.100";

    /// <summary>Tests of one name have no labs beside each other: as many run at a time as there
    /// are names.</summary>
    public const string First = "labs, first row", Second = "labs, second row";

    /// <summary>Begins a command of bash: what follows has milliseconds, and comes before the tests
    /// that compute beside it.</summary>
    public const string ComesFirst = "renice -n -10 $$ &>/dev/null; exec";

    /// <summary>What the peer and the members both know.</summary>
    public const string Psk = "lab-psk";

    /// <summary>Where its files are.</summary>
    public string Folder { get; }

    /// <summary>Runs something in a namespace, and returns what it said.</summary>
    public string In(string name, params string[] command) =>
        Run("ip", ["netns", "exec", _prefix + name, .. command]);

    /// <summary>Starts something in a namespace, which ends with the lab.</summary>
    public Process Start(string name, string output, params string[] command)
    {
        var process = Process.Start(new ProcessStartInfo(
            "bash",
            [
                "-c",
                $"{ComesFirst} ip netns exec \"$0\" \"$@\" &>\"$OUTPUT\"",
                _prefix + name, .. command,
            ])
        {
            WorkingDirectory = Folder,
            Environment =
            {
                ["OUTPUT"] = Path.Combine(Folder, output),
                // A member lives for seconds: to count how often each method runs pays for nothing.
                ["DOTNET_TieredPGO"] = "0",
            },
        })!;
        _running.Add(process);
        return process;
    }

    /// <summary>The carrier of a port goes, as if its cable were pulled, or comes back.</summary>
    public void Plugged(string name, string port, bool isIn) => In(
        "net", "ip", "link", "set", $"{name}-{port}", isIn ? "up" : "down");

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var process in _running)
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
                process.WaitForExit(Patience);
            }

            process.Dispose();
        }

        foreach (var name in _namespaces)
        {
            Run("ip", "netns", "del", _prefix + name);
        }

        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Puts a port of somebody on a segment of the same name.</summary>
    public void Plug(string name, string port, string address)
    {
        Run(
            "ip", "link", "add", port, "netns", _prefix + name, "type", "veth",
            "peer", "name", $"{name}-{port}", "netns", $"{_prefix}net");
        In("net", "ip", "link", "set", $"{name}-{port}", "master", $"br-{port}", "up");
        In(name, "ip", "link", "set", port, "up");
        In(name, "ip", "addr", "add", address, "dev", port);

        // What is recorded is one packet in a frame: nobody cuts it later.
        In(name, "ip", "link", "set", "dev", port, "gso_max_segs", "1");
    }

    private void WriteCertificates()
    {
        var from = DateTimeOffset.UtcNow.AddMinutes(-5);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=lab", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var authority = request.CreateSelfSigned(from, from.AddDays(1));
        File.WriteAllText(At("lab.pem"), authority.ExportCertificatePem());
        foreach (var name in (string[])["alice", "moon", "carol"])
        {
            using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            using var signed = new CertificateRequest($"CN={name}", own, HashAlgorithmName.SHA256)
                .Create(authority, from, from.AddHours(20), RandomNumberGenerator.GetBytes(8));
            File.WriteAllText(At($"{name}.pem"), signed.ExportCertificatePem());
            File.WriteAllText(At($"{name}.key"), own.ExportPkcs8PrivateKeyPem());
        }
    }

    private void WriteConfigs(int hello, int hold, bool hasPeer)
    {
        File.WriteAllText(At("hsrp.key"), $"{HsrpKey}\n");
        foreach (var (name, number) in (ReadOnlySpan<(string, int)>)[("alice", 1), ("moon", 2)])
        {
            File.WriteAllText(At($"{name}.json"), $$"""
                {
                  "cluster": "lab", "self": {{number}},
                  "replication": { {{TimesOf(hold)}} },
                  "members": [
                    { "number": 1, "name": "alice", "address": "10.255.0.1" },
                    { "number": 2, "name": "moon", "address": "10.255.0.2" }
                  ],
                  "hsrp": {
                    "front": {
                      "version": "v2", "group": 1, "address": "192.168.0.{{number}}",
                      "virtual_address": "192.168.0.5", "priority": {{120 - (10 * number)}},
                      "authentication": { "md5_key_id": 7 },
                      "hello_time": "{{hello}}ms", "hold_time": "{{hold}}ms", "preempt_when_synced": true
                    },
                    "back": {
                      "version": "v2", "group": 2, "address": "10.1.0.{{number}}",
                      "virtual_address": "10.1.0.5", "priority": {{120 - (10 * number)}},
                      "hello_time": "{{hello}}ms", "hold_time": "{{hold}}ms", "preempt_when_synced": true
                    }
                  }{{(hasPeer ? PeerOfMember : "")}}
                }
                """);
            File.WriteAllText(At($"{name}.gateway.json"), $$"""
                {
                  "member": "{{name}}.json",
                  "interfaces": { "front": "out", "back": "in" },
                  "sync": {
                    "certificate": "{{name}}.pem", "key": "{{name}}.key", "authority": "lab.pem"
                  },
                  "hsrp_keys": { "7": "hsrp.key" },
                  "store": "{{name}}.epoch",
                  "control": "{{name}}.sock"{{(hasPeer ? PeerOfShell : "")}}
                }
                """);
        }
    }

    private const string PeerOfMember = """
        ,
          "peers": [
            {
              "name": "carol", "identity": "fqdn:carol.lab", "addresses": ["192.168.0.100"],
              "child_sas": [{ "name": "net", "remote": ["10.2.0.0/16"] }]
            }
          ]
        """;

    private const string PeerOfShell = """
        ,
          "ipsec": {
            "identity": "fqdn:mars.lab", "protects": ["10.1.0.0/16"],
            "peers": { "carol": { "psk": "carol.psk" } }
          }
        """;

    /// <summary>A fast first hop with the usual times of replication would hold everything for
    /// 12 s where a standby is lost.</summary>
    private static string TimesOf(int hold) => hold >= 2_000
        ? "\"silent_after\": \"250ms\""
        : $"\"silent_after\": \"{hold}ms\", \"detect_within\": \"{hold}ms\", "
            + $"\"synced_for\": \"{(2 * hold) + 200}ms\", \"hold_time\": \"{hold + 100}ms\"";

    private string At(string file) => Path.Combine(Folder, file);

    private static string? Find()
    {
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root")
        {
            return "needs root on Linux: network namespaces are made";
        }

        try
        {
            Run("ip", "netns", "add", $"hf{Environment.ProcessId}-try");
            Run("ip", "netns", "del", $"hf{Environment.ProcessId}-try");
            Run("ping", "-V");
            return null;
        }
        catch (Exception failure) when (failure is System.ComponentModel.Win32Exception
            or InvalidOperationException)
        {
            return $"no network namespaces, or no ip and ping, here: {failure.Message}";
        }
    }

    private static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        var complaint = process.StandardError.ReadToEndAsync();
        var said = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            throw new InvalidOperationException($"{program} does not come to an end");
        }

        return process.ExitCode == 0
            ? said.Result
            : throw new InvalidOperationException(
                $"{program} {string.Join(' ', arguments)}: {said.Result}{complaint.Result}");
    }
}

/// <summary>A test that needs namespaces.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LiveFactAttribute : FactAttribute
{
    /// <summary>Skips where there are none.</summary>
    public LiveFactAttribute() => Skip = Lab.Missing;
}

/// <summary>The same over several cases.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LiveTheoryAttribute : TheoryAttribute
{
    /// <summary>Skips where there are none.</summary>
    public LiveTheoryAttribute() => Skip = Lab.Missing;
}
