using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Holdfast.StateMachines.Replication;
using Holdfast.Tests.Properties.StateMachines.Replication;
using Input = Holdfast.StateMachines.Replication.SaReplication.Input;
using Output = Holdfast.StateMachines.Replication.SaReplication.Output;

namespace Holdfast.Tests.Examples.StateMachines.Replication;

/// <summary>
/// RFC 6027 §3 and RFC 6311: how SAs go on after a takeover, by each replay policy, for all that
/// peers may have agreed to, and by all that the member may know: takeovers.txt beside this file.
/// HOLDFAST_UPDATE_GOLDENS=1 writes it, for a review.
/// </summary>
public sealed class TakeoverTable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private static readonly IkeTraits[] OfIke =
    [
        IkeTraits.None, IkeTraits.MessageIdSync,
        IkeTraits.MessageIdSync | IkeTraits.ReplayCounterSync,
    ];

    private static readonly ChildTraits[] OfChild =
        [ChildTraits.None, ChildTraits.ExtendedNumbers, ChildTraits.ImplicitIv];

    private static readonly string[] Knowledge = ["synced", "synced, fenced", "stale", "in doubt"];

    [Fact]
    public void How_SAs_go_on_is_the_table()
    {
        var told = new StringBuilder();
        foreach (var policy in Enum.GetValues<ReplayPolicy>())
        {
            foreach (var ike in OfIke)
            {
                foreach (var child in OfChild)
                {
                    foreach (var knows in Knowledge)
                    {
                        told.Append(CultureInfo.InvariantCulture,
                            $"{policy}; {ike}; {child}; {knows}\n");
                        Append(told, After(policy, ike, child, knows));
                    }
                }
            }
        }

        var text = told.ToString();
        if (Environment.GetEnvironmentVariable("HOLDFAST_UPDATE_GOLDENS") == "1")
        {
            File.WriteAllText(PathOf(), text);
        }

        Assert.Equal(File.ReadAllText(PathOf()), text, ignoreLineEndingDifferences: true);
    }

    private static Takeover After(
        ReplayPolicy policy, IkeTraits ike, ChildTraits child, string knows)
    {
        var group = MemberGroup.Reigning(
            2, _ => MemberGroup.Fast(CommitRule.All) with { Replay = policy, Exposed = 16 }, ike,
            child);
        var inbound = MemberGroup.Child.Inbound;
        group.Propose(
            0, 2, MemberGroup.Lease(300), new Change.FloorRaised(inbound, 200),
            new Change.RequestSent(MemberGroup.Sa.Id, new(2, [], default)));
        if (knows == "in doubt")
        {
            group.Propose(0, 3, new Change.SyncSent(MemberGroup.Sa.Id, 9));
        }

        group.Run(Second);
        Takeover? takeover = null;
        group.OnOutput += (at, output) => takeover =
            at == 1 && output is Output.Reign reign ? reign.Takeover : takeover;
        group.Crash(0);
        if (knows == "synced, fenced")
        {
            group.Do(
                1,
                new Input.FenceConfirmed(1, SaReplication.StartOf(group[1]!, 1), IsOff: true));
        }

        group.Run(knows == "stale" ? 5 * Second : group.ConfigOf(1).Settings.SilentAfter);
        group.Do(1, new Input.Authority(true));
        group.Run(Second);
        Assert.NotNull(takeover);
        return takeover;
    }

    private static void Append(StringBuilder told, Takeover takeover)
    {
        told.Append(CultureInfo.InvariantCulture,
            $"    {takeover.Standing}, {takeover.Age.TotalMilliseconds} ms, {takeover.Cost}\n");
        foreach (var one in takeover.Ikes)
        {
            told.Append(CultureInfo.InvariantCulture,
                $"    IKE SA: {one.Action}, ID {one.SyncMessageId}, delta {one.ReplayDelta}, "
                + $"reign {one.NonceReign}, rekeyed {one.MustRekey}\n");
        }

        foreach (var one in takeover.Children)
        {
            told.Append(CultureInfo.InvariantCulture,
                $"    CHILD SA: {one.Action}, {one.Outbound}, {one.Octets}, {one.Floor}, "
                + $"reign {one.NonceReign}\n");
        }
    }

    private static string PathOf([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "takeovers.txt");
}
