using System.Diagnostics;
using Holdfast.Gateway;
using Holdfast.Gateway.Control;

namespace Holdfast.Tests.Interop.Live;

/// <summary>Two members and a peer with its tunnel, on which faults are played.</summary>
/// <param name="lab">Where.</param>
/// <param name="active">Who reigns.</param>
/// <param name="standby">Who would.</param>
/// <param name="peer">The peer, which is connected.</param>
internal sealed class Stage(Lab lab, LiveMember active, LiveMember standby, StrongSwan peer)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly string[] Ports = ["out", "in", "sync"];

    public Lab Lab { get; } = lab;

    public StrongSwan Peer { get; } = peer;

    /// <summary>What is said of IKE outside.</summary>
    public IkeTap Ike { get; } = new(lab);

    /// <summary>Who reigned when somebody looked last.</summary>
    public LiveMember Active { get; private set; } = active;

    /// <summary>The other one.</summary>
    public LiveMember Standby { get; private set; } = standby;

    /// <summary>What all have written: why something went another way may stand there.</summary>
    public string Journals =>
        $"{Active.Name}:\n{Active.Journal}\n{Standby.Name}:\n{Standby.Journal}\n{Peer.Log}";

    /// <summary>Both, and the tunnel, in a lab where peers may be.</summary>
    public static async Task<Stage> BeginAsync(Lab lab)
    {
        var (alice, moon) = await LiveMember.PairAsync(lab);
        var stage = new Stage(lab, alice, moon, new(lab, again: 1));
        stage.Peer.Connect();
        await stage.ReadyAsync();
        return stage;
    }

    /// <summary>The standby takes the place, and has it.</summary>
    public async Task ReplacedAsync()
    {
        await Standby.UntilActiveAsync();
        (Active, Standby) = (Standby, Active);
    }

    /// <summary>The active one gets a signal, of which it loses its place, and ends but for STOP.
    /// </summary>
    public async Task LoseAsync(string signal)
    {
        Active.Signal(signal);
        await ReplacedAsync();
        if (signal != "STOP")
        {
            Standby.Ended();
        }
    }

    /// <summary>The standby, which has ended, is started again, and knows everything then.
    /// </summary>
    public Task RejoinAsync()
    {
        Standby.Ended();
        Standby.Restart();
        return ReadyAsync();
    }

    /// <summary>Waits until the standby could take over with all there is.</summary>
    public async Task ReadyAsync()
    {
        await Standby.UntilSyncedAsync();
        var known = 0;
        await Standby.UntilAsync(
            status => (int)status["child_sas"]! == known && known > 0, "told of the CHILD SAs",
            async () => known = (int)(await Active.AskAsync())["child_sas"]!);
    }

    /// <summary>Whatever is broken is mended: both are there, one reigns, the other one could.
    /// </summary>
    public async Task MendAsync()
    {
        foreach (var member in (LiveMember[])[Active, Standby])
        {
            foreach (var port in Ports)
            {
                Lab.Plugged(member.Name, port, isIn: true);
            }

            if (member.HasEnded)
            {
                member.Restart();
            }
            else
            {
                member.Signal("CONT");
                await member.AskAsync(ControlRequest.Remain);
            }
        }

        await LookAsync();
        await ReadyAsync();
    }

    /// <summary>Whoever reigns is the active one: on a busy machine it may have stood still for
    /// long enough to be another one than before.</summary>
    public async Task LookAsync()
    {
        for (var time = Stopwatch.StartNew(); !await ReignsAsync(Active);)
        {
            Assert.True(time.Elapsed < Patience, "nobody reigns");
            (Active, Standby) = (Standby, Active);
            await Task.Delay(20);
        }
    }

    private static async Task<bool> ReignsAsync(LiveMember member)
    {
        try
        {
            return (await member.AskAsync()) is var status
                && status.Is("role", "active") && (bool)status["is_open"]!;
        }
        catch (GatewayException)
        {
            // It is not there.
            return false;
        }
    }
}
