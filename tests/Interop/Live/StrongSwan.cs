using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Holdfast.Tests.Interop.Live;

/// <summary>A CHILD SA as strongSwan has it.</summary>
/// <param name="In">The SPI on which it receives.</param>
/// <param name="Out">The SPI to which it sends.</param>
/// <param name="Ike">Both SPIs of the IKE SA.</param>
internal sealed record PeerChild(string In, string Out, string Ike);

/// <summary>
/// The peer: strongSwan from Debian in the namespace of the host outside, its ESP in user space and
/// so in UDP. It gives a silent gateway up after minutes, so whatever it keeps it never noticed.
/// </summary>
internal sealed partial class StrongSwan
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly Lab _lab;

    /// <summary>Why there is none; null: there is one.</summary>
    public static string? Missing { get; } =
        !File.Exists("/usr/sbin/charon-systemd") || !File.Exists("/usr/sbin/swanctl")
            ? "needs strongSwan: charon-systemd, strongswan-swanctl, libcharon-extra-plugins"
            : !File.Exists("/dev/net/tun") ? "needs /dev/net/tun"
            : null;

    /// <summary>What it says it is.</summary>
    public static string Version
    {
        get
        {
            using var asked = Process.Start(new ProcessStartInfo("swanctl", "--version")
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var complaint = asked.StandardError.ReadToEndAsync();
            return VersionLine().Match(
                asked.StandardOutput.ReadToEnd() + complaint.Result).Value;
        }
    }

    /// <param name="lab">Where it runs, with a peer.</param>
    /// <param name="fragment">Octets of an IP packet of IKE at most.</param>
    /// <param name="again">Seconds until it repeats a request for the first time.</param>
    /// <param name="cookiesFrom">From how many half-open IKE SAs on it asks for cookies; 0: never.
    /// </param>
    /// <param name="inKernel">Whether its ESP is the kernel's, and so is not in UDP.</param>
    public StrongSwan(Lab lab, int fragment = 1_280, int again = 4, bool inKernel = false,
        int cookiesFrom = 0)
    {
        _lab = lab;
        File.WriteAllText(At("strongswan.conf"), $$"""
            charon {
              fragment_size = {{fragment}}
              retransmit_timeout = {{again}}
              delete_rekeyed = yes
              cookie_threshold = {{cookiesFrom}}
              i_dont_care_about_security_and_use_aggressive_mode_psk = yes
              filelog {
                log {
                  path = {{At("charon.log")}}
                  ike = 2
                  chd = 2
                  flush_line = yes
                }
              }
              plugins {
                vici {
                  socket = unix://{{At("vici.sock")}}
                }
                kernel-libipsec {
                  load = {{(inKernel ? "no" : "yes")}}
                }
                bypass-lan {
                  load = no
                }
              }
            }
            """);
        lab.Start(
            "carol", "strongswan.out", "env", $"STRONGSWAN_CONF={At("strongswan.conf")}",
            $"SWANCTL_DIR={lab.Folder}", "charon-systemd");
        var time = Stopwatch.StartNew();
        while (!File.Exists(At("vici.sock")))
        {
            Assert.True(time.Elapsed < Patience, "strongSwan does not start");
            Thread.Sleep(20);
        }

        Load();
    }

    /// <summary>Waits until something is so.</summary>
    public Task UntilAsync(Func<bool> isSo, string what) => UntilAsync(isSo, () => what);

    /// <summary>The same, with words that are made when it never came.</summary>
    public async Task UntilAsync(Func<bool> isSo, Func<string> what)
    {
        var time = Stopwatch.StartNew();
        while (!isSo())
        {
            Assert.True(time.Elapsed < TimeSpan.FromSeconds(30), $"the peer never {what()}: {Log}");
            await Task.Delay(50);
        }
    }

    /// <summary>Loads its connection anew.</summary>
    /// <param name="ike">Its proposal for IKE.</param>
    /// <param name="esp">Its proposal for ESP.</param>
    /// <param name="more">Lines of the connection besides.</param>
    /// <param name="child">Lines of its CHILD SA besides.</param>
    /// <param name="version">The version of IKE.</param>
    /// <param name="at">Its addresses.</param>
    public void Load(
        string ike = "aes256gcm16-prfsha256-ecp256", string esp = "aes128gcm16",
        string more = "", string child = "", int version = 2, string at = "192.168.0.100")
    {
        LoadAll(Connection(
            $$"""
            net {
              local_ts = {{Lab.Behind}}/32
              remote_ts = 10.1.0.0/16
              esp_proposals = {{esp}}
              {{child}}
            }
            """,
            ike, more, version, at));
    }

    /// <summary>Its one connection with the gateway, and the key that both have.</summary>
    /// <param name="children">Its CHILD SAs.</param>
    /// <param name="ike">Its proposal for IKE.</param>
    /// <param name="more">Lines of the connection besides.</param>
    /// <param name="version">The version of IKE.</param>
    /// <param name="at">Its addresses.</param>
    public static string Connection(
        string children, string ike = "aes256gcm16-prfsha256-ecp256", string more = "",
        int version = 2, string at = "192.168.0.100") => $$"""
        connections {
          lab {
            version = {{version}}
            {{more}}
            local_addrs = {{at}}
            remote_addrs = 192.168.0.5
            proposals = {{ike}}
            local {
              auth = psk
              id = carol.lab
            }
            remote {
              auth = psk
              id = mars.lab
            }
            children {
              {{children}}
            }
          }
        }
        secrets {
          ike-1 {
            secret = "{{Lab.Psk}}"
          }
        }
        """;

    /// <summary>Loads other connections, and what it finds in its folders.</summary>
    /// <param name="connections">Lines of <c>swanctl.conf</c>.</param>
    public void LoadAll(string connections)
    {
        File.WriteAllText(At("swanctl.conf"), connections);
        Control("--load-all", "--file", At("swanctl.conf"));
    }

    /// <summary>What it wrote.</summary>
    public string Log => File.ReadAllText(At("charon.log"));

    /// <summary>Connects; its CHILD SA.</summary>
    public PeerChild Connect()
    {
        Control("--initiate", "--child", "net", "--timeout", "15");
        return Assert.Single(Children());
    }

    /// <summary>Its CHILD SAs.</summary>
    public IReadOnlyList<PeerChild> Children()
    {
        var said = Control("--list-sas", "--raw");
        var ike = IkeSpis().Match(said);
        return
        [
            .. ChildSpis().Matches(said).Select(match => new PeerChild(
                match.Groups[1].Value, match.Groups[2].Value,
                $"{ike.Groups[1].Value}/{ike.Groups[2].Value}")),
        ];
    }

    /// <summary>How many IKE SAs it has.</summary>
    public int IkeCount() => IkeSpis().Count(Control("--list-sas", "--raw"));

    /// <summary>How often it has made an IKE SA anew, not as the next one of another.</summary>
    public int Beginnings() => Beginning().Count(Log);

    /// <summary>How many SAs of it took the place of others.</summary>
    public int Rekeys() => Rekeyed().Count(Log);

    /// <summary>Asks it something; what it says.</summary>
    public string Control(params string[] command) => _lab.In("carol", Command(command));

    /// <summary>Asks it something, and does not wait.</summary>
    public void Begin(params string[] command) => _lab.Start(
        "carol", $"asked-{Guid.NewGuid():N}.out", Command(command));

    /// <summary>Waits until it writes something, from now on, and not for longer than that takes.
    /// </summary>
    /// <param name="pattern">What it writes.</param>
    /// <param name="from">Behind how many octets of its log.</param>
    public async Task UntilSaysAsync(string pattern, long from)
    {
        var time = Stopwatch.StartNew();
        using var log = new FileStream(
            At("charon.log"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        log.Seek(from, SeekOrigin.Begin);
        using var reader = new StreamReader(log);
        var said = "";
        while (!Regex.IsMatch(said, pattern))
        {
            Assert.True(time.Elapsed < TimeSpan.FromSeconds(30), $"it never says {pattern}: {Log}");
            await Task.Delay(1);
            said += await reader.ReadToEndAsync();
        }
    }

    /// <summary>How long its log is.</summary>
    public long LogLength => new FileInfo(At("charon.log")).Length;

    private string[] Command(string[] command) =>
    [
        "env", $"STRONGSWAN_CONF={At("strongswan.conf")}", $"SWANCTL_DIR={_lab.Folder}",
        "swanctl", .. command, "--uri", $"unix://{At("vici.sock")}",
    ];

    private string At(string file) => Path.Combine(_lab.Folder, file);

    [GeneratedRegex(@"strongSwan [0-9.]+")]
    private static partial Regex VersionLine();

    [GeneratedRegex("initiator-spi=([0-9a-f]+) responder-spi=([0-9a-f]+)")]
    private static partial Regex IkeSpis();

    [GeneratedRegex(@"IKE_SA lab\[[0-9]+\] established between")]
    private static partial Regex Beginning();

    [GeneratedRegex(@"(IKE_SA|CHILD_SA) .* rekeyed|closing CHILD_SA")]
    private static partial Regex Rekeyed();

    [GeneratedRegex("state=INSTALLED [^{}]*spi-in=([0-9a-f]+) spi-out=([0-9a-f]+)")]
    private static partial Regex ChildSpis();
}

/// <summary>A test that needs namespaces and strongSwan.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PeerFactAttribute : FactAttribute
{
    /// <summary>Skips where there are none.</summary>
    public PeerFactAttribute() => Skip = Lab.Missing ?? StrongSwan.Missing;
}
