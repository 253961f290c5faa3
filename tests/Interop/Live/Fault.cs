using System.Diagnostics;
using System.Text.RegularExpressions;
using Holdfast.Gateway.Control;
using Holdfast.Protocol.Ike;

namespace Holdfast.Tests.Interop.Live;

/// <summary>Something that befalls a cluster; it is over when one member reigns and the peer has
/// one pair of SAs.</summary>
/// <param name="Name">As in docs/failover.md.</param>
/// <param name="HappenAsync">Makes it happen.</param>
internal sealed record Fault(string Name, Func<Stage, Task> HappenAsync)
{
    private const int Flaps = 3;
    private const int MomentMax = 20;
    private const string Shared = "192.168.0.5";
    private const string ChildRequest = @"parsed CREATE_CHILD_SA request \d+ \[ N\(REKEY_SA\)";
    private const string IkeRequest = @"parsed CREATE_CHILD_SA request \d+ \[ SA No KE";
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = 20 * Second;

    /// <summary>Whether the peer has other SPIs behind it, because it rekeys.</summary>
    public bool Rekeys { get; private init; }

    /// <summary>After how many seconds the members rekey CHILD SAs and IKE SAs; 0: never.</summary>
    public (int Child, int Ike) Ages { get; private init; }

    /// <summary>For how long its consequences are watched.</summary>
    public TimeSpan Lingers { get; private init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Whether an outage of it has to end within <see cref="Bar"/>, or where members are
    /// less fast within <see cref="LongestWith"/>.</summary>
    public bool IsTimed { get; private init; }

    /// <summary>Whether nothing of the peer may be lost.</summary>
    public bool LosesNothing { get; private init; }

    /// <summary>Whether the member reigns in the end that has reigned.</summary>
    public bool KeepsReign { get; private init; }

    /// <summary>How long nobody may be answered through a tunnel, with a hold time of 150 ms: the
    /// median of many runs, and at most.</summary>
    public static (TimeSpan Median, TimeSpan Most) Bar { get; } =
        (TimeSpan.FromMilliseconds(300), TimeSpan.FromMilliseconds(500));

    /// <summary>How long nobody may be answered through a tunnel with another hold time, by code
    /// that is compiled as it runs, while other tests do: as much longer than the hold time as the
    /// bar is, and what such a first takeover takes besides.</summary>
    /// <param name="hold">The hold time.</param>
    public static TimeSpan LongestWith(TimeSpan hold) => hold + Reserve;

    private static TimeSpan Reserve { get; } = TimeSpan.FromSeconds(1);

    /// <summary>What befalls the active member alone.</summary>
    public static IReadOnlyList<Fault> OfActive { get; } =
    [
        new("SIGKILL of the active one", stage => stage.LoseAsync("KILL")) { IsTimed = true },
        new("SIGSTOP of the active one", stage => stage.LoseAsync("STOP")) { IsTimed = true },
        new("SIGTERM of the active one", stage => stage.LoseAsync("TERM")),
        new("its cable outside", stage => UnplugAsync(stage, "out")) { IsTimed = true },
        new("its cable inside", stage => UnplugAsync(stage, "in")) { IsTimed = true },
        new("a drain", DrainAsync) { LosesNothing = true },
    ];

    /// <summary>The same; the peer hears nothing of what whoever takes over says, and so answers
    /// nothing, until packets have passed both ways: they wait for no message of IKE.</summary>
    public static IReadOnlyList<Fault> OfActiveUnheard { get; } =
    [
        .. OfActive.Select(fault => fault with
        {
            Name = $"{fault.Name}, unheard by the peer",

            // What the peer does not hear is lost, for as long as it does not hear.
            IsTimed = false,
            LosesNothing = false,
            HappenAsync = stage => HappenUnheardAsync(stage, fault),
        }),
    ];

    /// <summary>What befalls the standby too, or happens again and again.</summary>
    public static IReadOnlyList<Fault> OfBoth { get; } =
    [
        new("the cable of the sync channel", CutAsync)
        {
            Lingers = 3 * Second, LosesNothing = true, KeepsReign = true,
        },
        new("SIGKILL of the standby", KillStandbyAsync)
        {
            Lingers = 3 * Second, LosesNothing = true, KeepsReign = true,
        },
        new("SIGKILL of the standby, and once it is back of the active one", RejoinAsync),
        new("both restarted in turn: the standby, then the active one", RollAsync),
        new($"SIGKILL of the active one, {Flaps} times, as soon as there is a standby", KillsAsync),
        new($"its cable outside out and in each second, {Flaps} times", FlapAsync),
    ];

    /// <summary>What befalls a rekey.</summary>
    public static IReadOnlyList<Fault> OfRekeys { get; } =
    [
        OfPeer("CHILD SA", true, "--child", "net"),
        OfPeer("IKE SA", true, "--ike", "lab"),
    ];

    /// <summary>What befalls a rekey that the members begin, by age.</summary>
    public static IReadOnlyList<Fault> OfOwnRekeys { get; } =
    [
        OfOurs("CHILD SA", ChildRequest, (5, 0), true),
        OfOurs("IKE SA", IkeRequest, (0, 5), true),
    ];

    /// <summary>The same of the peer's rekeys; nobody hears the answer before the active one is
    /// replaced, so the peer asks again.</summary>
    public static IReadOnlyList<Fault> OfUnheardAnswers { get; } =
    [
        OfPeer("CHILD SA", false, "--child", "net"),
        OfPeer("IKE SA", false, "--ike", "lab"),
    ];

    /// <summary>The same of rekeys by age: whoever takes over asks again.</summary>
    public static IReadOnlyList<Fault> OfOwnUnheardAnswers { get; } =
    [
        OfOurs("CHILD SA", ChildRequest, (5, 0), false),
        OfOurs("IKE SA", IkeRequest, (0, 5), false),
    ];

    private static async Task HappenUnheardAsync(Stage stage, Fault fault)
    {
        using var unheard = Unheard.Of(stage.Lab, "carol");
        await fault.HappenAsync(stage);
        using var outside = new EspTap(
            stage.Lab, "br-out", $"udp src port 4500 and src {Shared} and udp[8:4] != 0");
        using var inside = new EspTap(stage.Lab, "br-in", $"icmp and src {Lab.Behind}");
        for (var time = Stopwatch.StartNew();
            outside.SoFar().Count == 0 || inside.SoFar().Count == 0;)
        {
            Assert.True(time.Elapsed < Patience, $"nothing passes: {fault.Name}");
            await Task.Delay(20);
        }

        Assert.DoesNotContain(stage.Ike.Since(unheard.Since), one => one.IsAnswer);
    }

    private static Fault OfPeer(string what, bool isHeard, params string[] named) =>
        new($"SIGKILL of the active one while the peer rekeys its {what}{Heard(isHeard)}",
            async stage =>
            {
                var before = await SingleAsync(stage);
                var (from, begun) = (stage.Peer.LogLength, DateTime.UtcNow);
                using var unheard = isHeard ? null : Unheard.Of(stage.Lab, "carol");
                stage.Peer.Begin(["--rekey", .. named]);
                await stage.Peer.UntilSaysAsync("generating CREATE_CHILD_SA request", from);
                await KillAsync(stage, before, begun, unheard);
            })
        {
            Rekeys = true,
            IsTimed = isHeard,
        };

    private static Fault OfOurs(
        string what, string request, (int Child, int Ike) ages, bool isHeard) =>
        new($"SIGKILL of the active one while it rekeys the {what}{Heard(isHeard)}",
            stage => isHeard ? KillAtAsync(stage, request) : KillUnheardAsync(stage, request))
        {
            Rekeys = true,
            IsTimed = isHeard,
            Ages = ages,
        };

    private static string Heard(bool isHeard) =>
        isHeard ? "" : ", and nobody hears the answer until then";

    private static async Task KillAtAsync(Stage stage, string request)
    {
        var before = await SingleAsync(stage);
        var (from, begun) = (stage.Peer.LogLength, DateTime.UtcNow);
        await stage.Peer.UntilSaysAsync(request, from);
        await KillAsync(stage, before, begun, unheard: null);
    }

    private static async Task KillUnheardAsync(Stage stage, string request)
    {
        while (true)
        {
            var before = await SingleAsync(stage);
            var (from, begun) = (stage.Peer.LogLength, DateTime.UtcNow);
            using var unheard = Unheard.OfGateway(stage.Lab);
            await stage.Peer.UntilSaysAsync($"{ChildRequest}|{IkeRequest}", from);
            if (Regex.IsMatch(stage.Peer.Log[(int)from..], request)
                && stage.Ike.Since(unheard.Since).Any(
                    one => one.Exchange == ExchangeType.CreateChildSa && !one.IsAnswer))
            {
                await KillAsync(stage, before, unheard.Since, unheard);
                return;
            }

            // The other kind came first, or it came before nobody heard: it ends by a Delete.
            unheard.Dispose();
            await stage.Ike.UntilAsync(
                begun, one => one.IsAnswer && one.Exchange == ExchangeType.Informational,
                "answer to a Delete");
        }
    }

    /// <summary>The active one is killed at some moment of an exchange, or a little behind it; or
    /// once there is an answer, which nobody hears until it is replaced. RFC 7296 §2.1: what is
    /// said again on either side of that is the same octets.</summary>
    /// <param name="stage">Where.</param>
    /// <param name="before">What the peer had before the exchange.</param>
    /// <param name="begun">When that was.</param>
    /// <param name="unheard">Who does not hear the answer; null: whoever asks does.</param>
    private static async Task KillAsync(
        Stage stage, PeerChild before, DateTime begun, Unheard? unheard)
    {
        var moment = Random.Shared.Next(MomentMax);
        await (unheard is null
            ? Task.Delay(moment)
            : stage.Ike.UntilAsync(begun, IsRekeyed, "answer"));
        var killed = DateTime.UtcNow;
        await stage.LoseAsync("KILL");
        unheard?.Dispose();
        await (unheard is null
            ? Task.CompletedTask
            : stage.Ike.UntilAsync(killed, IsRekeyed, "answer once more"));
        await AnotherAsync(
            stage, before,
            $"{moment} ms after it began; {stage.Active.Name}: {stage.Active.Journal}");
        var said = stage.Ike.Since(begun);
        var again = IkeTap.AssertAlike(said, killed);
        Assert.True(
            unheard is null || again.Select(one => one.IsAnswer).Distinct().Count() == 2,
            $"not said again, killed at {killed:HH:mm:ss.ffffff}: {string.Join('\n', said)}");
    }

    private static bool IsRekeyed(SeenIke said) =>
        said.IsAnswer && said.Exchange == ExchangeType.CreateChildSa;

    private static Task AnotherAsync(Stage stage, PeerChild before, string what) =>
        stage.Peer.UntilAsync(
            () => stage.Peer.Children() is [var after] && after != before
                && stage.Peer.IkeCount() == 1,
            () => $"has one pair, and another one than before ({what})");

    private static async Task<PeerChild> SingleAsync(Stage stage)
    {
        IReadOnlyList<PeerChild> children = [];
        await stage.Peer.UntilAsync(
            () => (children = stage.Peer.Children()).Count == 1, "has one pair");
        return children[0];
    }

    private static Task UnplugAsync(Stage stage, string port)
    {
        stage.Lab.Plugged(stage.Active.Name, port, isIn: false);
        return stage.ReplacedAsync();
    }

    private static async Task DrainAsync(Stage stage)
    {
        await stage.Active.AskAsync(ControlRequest.Drain);
        await stage.ReplacedAsync();
    }

    private static Task CutAsync(Stage stage)
    {
        stage.Lab.Plugged(stage.Active.Name, "sync", isIn: false);
        return stage.Active.UntilActiveAsync();
    }

    private static Task KillStandbyAsync(Stage stage)
    {
        stage.Standby.Signal("KILL");
        return stage.Active.UntilActiveAsync();
    }

    private static async Task RejoinAsync(Stage stage)
    {
        stage.Standby.Signal("KILL");
        await stage.RejoinAsync();
        await stage.LoseAsync("KILL");
    }

    private static async Task RollAsync(Stage stage)
    {
        stage.Standby.Signal("TERM");
        await stage.RejoinAsync();
        await stage.LoseAsync("TERM");
        await stage.RejoinAsync();
    }

    private static async Task KillsAsync(Stage stage)
    {
        await stage.LoseAsync("KILL");
        for (var flap = 1; flap < Flaps; flap++)
        {
            await stage.RejoinAsync();
            await stage.LoseAsync("KILL");
        }
    }

    private static async Task FlapAsync(Stage stage)
    {
        var flapping = stage.Active.Name;
        for (var flap = 0; flap < Flaps; flap++)
        {
            stage.Lab.Plugged(flapping, "out", isIn: false);
            await Task.Delay(Second);
            stage.Lab.Plugged(flapping, "out", isIn: true);
            await Task.Delay(Second);
        }

        await stage.LookAsync();
    }
}
