using Holdfast.Gateway.Control;

namespace Holdfast.Tests.Interop.Live;

/// <summary>Something that befalls a cluster; it is over when one member reigns and the peer has
/// one pair of SAs.</summary>
/// <param name="Name">As in docs/failover.md.</param>
/// <param name="HappenAsync">Makes it happen.</param>
internal sealed record Fault(string Name, Func<Stage, Task> HappenAsync)
{
    private const int Flaps = 3;
    private const int MomentMax = 20;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>Whether the peer has other SPIs behind it, because it rekeys.</summary>
    public bool Rekeys { get; private init; }

    /// <summary>After how many seconds the members rekey CHILD SAs and IKE SAs; 0: never.</summary>
    public (int Child, int Ike) Ages { get; private init; }

    /// <summary>For how long its consequences are watched.</summary>
    public TimeSpan Lingers { get; private init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Whether an outage of it has to end within <see cref="Bar"/>.</summary>
    public bool IsTimed { get; private init; }

    /// <summary>Whether nothing of the peer may be lost.</summary>
    public bool LosesNothing { get; private init; }

    /// <summary>Whether the member reigns in the end that has reigned.</summary>
    public bool KeepsReign { get; private init; }

    /// <summary>How long nobody may be answered through a tunnel, with a hold time of 150 ms: the
    /// median of many runs, and at most.</summary>
    public static (TimeSpan Median, TimeSpan Most) Bar { get; } =
        (TimeSpan.FromMilliseconds(300), TimeSpan.FromMilliseconds(500));

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
        OfPeer("CHILD SA", "--child", "net"),
        OfPeer("IKE SA", "--ike", "lab"),
    ];

    /// <summary>What befalls a rekey that the members begin, by age.</summary>
    public static IReadOnlyList<Fault> OfOwnRekeys { get; } =
    [
        OfOurs("CHILD SA", @"parsed CREATE_CHILD_SA request \d+ \[ N\(REKEY_SA\)", (5, 0)),
        OfOurs("IKE SA", @"parsed CREATE_CHILD_SA request \d+ \[ SA No KE", (0, 5)),
    ];

    private static Fault OfPeer(string what, params string[] named) =>
        new($"SIGKILL of the active one while the peer rekeys its {what}", async stage =>
        {
            var before = await SingleAsync(stage);
            var from = stage.Peer.LogLength;
            stage.Peer.Begin(["--rekey", .. named]);
            await stage.Peer.UntilSaysAsync("generating CREATE_CHILD_SA request", from);
            await KillSomewhereAsync(stage, before);
        })
        {
            Rekeys = true,
            IsTimed = true,
        };

    private static Fault OfOurs(string what, string request, (int Child, int Ike) ages) =>
        new($"SIGKILL of the active one while it rekeys the {what}", async stage =>
        {
            var before = await SingleAsync(stage);
            await stage.Peer.UntilSaysAsync(request, stage.Peer.LogLength);
            await KillSomewhereAsync(stage, before);
        })
        {
            Rekeys = true,
            IsTimed = true,
            Ages = ages,
        };

    /// <summary>At some moment of an exchange, or a little behind it.</summary>
    private static async Task KillSomewhereAsync(Stage stage, PeerChild before)
    {
        var moment = Random.Shared.Next(MomentMax);
        await Task.Delay(moment);
        await stage.LoseAsync("KILL");
        await stage.Peer.UntilAsync(
            () => stage.Peer.Children() is [var after] && after != before
                && stage.Peer.IkeCount() == 1,
            () => $"has one pair, and another one than before ({moment} ms after it began; "
                + $"{stage.Active.Name}: {stage.Active.Journal})");
    }

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
