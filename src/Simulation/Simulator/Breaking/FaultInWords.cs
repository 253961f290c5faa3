using System.Globalization;
using Holdfast.Simulation.Faults;

namespace Holdfast.Simulation.Simulator;

/// <summary>Faults in words, for timelines.</summary>
public static class FaultInWords
{
    /// <summary>A fault in words.</summary>
    public static string Of(Fault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        return fault switch
        {
            Fault.Crash(var who) { KeepsKernel: true } => $"the process of {who} dies",
            Fault.Crash(var who) => $"{who} crashes",
            Fault.CrashAt(var who, var point, var about) =>
                $"{who} is to crash at {point} of {about}",
            Fault.Restart(var who, var store) => store switch
            {
                KeptStore.Kept => $"{who} starts again",
                KeptStore.Lost => $"{who} starts again, its store is lost",
                KeptStore.Older => $"{who} starts again, with an older store",
            },
            Fault.Fence(var who) => $"{who} is fenced",
            Fault.LinkDown(var link) => $"link {link} is down",
            Fault.LinkUp(var link) => $"link {link} is up",
            Fault.LinkLoses(var link, var way) => $"link {link} loses what goes {Word(way)}",
            Fault.LinkFlaps(var link, var down, var up, var times) => string.Create(
                CultureInfo.InvariantCulture,
                $"link {link} flaps {times} times, {Time(down)} down and {Time(up)} up"),
            Fault.Partition(var segment, var apart) =>
                $"{segment} is parted: {string.Join(", ", apart)} alone",
            Fault.Rejoin(var segment) => $"{segment} is whole again",
            Fault.SyncSlow(var by, var time) => $"sync is {Time(by)} late for {Time(time)}",
            Fault.SyncCut(var time) => $"sync is cut for {Time(time)}",
            Fault.AccessDown(var member, var segment) => $"{member} has no path over {segment}",
            Fault.AccessUp(var member, var segment) => $"{member} has a path over {segment}",
            Fault.Reroute(var peer, null) => $"{peer} is routed as before",
            Fault.Reroute(var peer, var member) => $"what {peer} sends arrives at {member}",
            Fault.ConvergeIn(var time) => $"routes need {Time(time)}",
            Fault.MtuFalls(var segment, var octets) => string.Create(
                CultureInfo.InvariantCulture, $"{segment} carries {octets} octets at most"),
            Fault.NatRebind(var peer) => $"the NAT of {peer} takes another port",
            Fault.ClockRate(var who, var ppm) => string.Create(
                CultureInfo.InvariantCulture, $"the clock of {who} runs {ppm:+#;-#;0} ppm"),
            Fault.MonotonicGap(var who, var time) => $"{who} is suspended for {Time(time)}",
            Fault.ConfigDrift(var member, var peer) =>
                $"the configuration of {member} has no {peer} any more",
            Fault.Drain(var member) => $"{member} is to leave",
            Fault.Remain(var member) => $"{member} is to stay",
            Fault.Rekey(var peer, var what, var byPeer) => what switch
            {
                RekeyOf.Children => $"Children of {peer} are rekeyed",
                RekeyOf.Ike => $"the IKE SA with {peer} is rekeyed",
            } + (byPeer ? " by it" : ""),
            Fault.Delete(var peer, var byPeer) =>
                byPeer ? $"{peer} deletes its IKE SA" : $"the IKE SA with {peer} is deleted",
            Fault.Establish(var peer) => $"{peer} establishes its SAs",
            Fault.SendsOn(var gateway, null) => $"{gateway} keeps its clients",
            Fault.SendsOn(var gateway, var to) => $"{gateway} sends its clients to {to}",
            Fault.PeerMoves(var peer) => $"{peer} moves",
            Fault.Lose(var which) => $"{Word(which)} are lost",
            Fault.Duplicate(var which, _, _) => $"{Word(which)} are doubled",
            Fault.Delay(var which, var least, var most) =>
                $"{Word(which)} are {Time(least)} to {Time(most)} late",
            Fault.Reorder(var which, _) => $"{Word(which)} are reordered",
            Fault.Corrupt(var which, _) => $"{Word(which)} are damaged",
            Fault.Replay(var which, var to, var count) => string.Create(
                CultureInfo.InvariantCulture, $"{count} of {which} are replayed to {to}"),
            Fault.ForgeHsrp(var segment, var what, _, _) => $"a {what} is forged on {segment}",
            Fault.UnprotectedHint(var to, var what, _, _) => $"{what} is claimed to {to}",
            Fault.InjectSync(var to, var what) => $"{what} comes to {to} as sync",
            Fault.HalfOpenFlood(_, _) => "IKE_SA_INIT of nobody",
        };
    }

    private static string Word(Worlds.LinkWay way) => way switch
    {
        Worlds.LinkWay.Both => "either way",
        Worlds.LinkWay.Out => "out",
        Worlds.LinkWay.In => "in",
    };

    private static string Word(MessageChoice which) =>
        (which.Kind == MessageKind.Any ? "messages" : $"messages of {which.Kind}")
        + (which.From is { } from ? $" from {from}" : "")
        + (which.To is { } to ? $" to {to}" : "")
        + (which.On is { } on ? $" on {on}" : "");

    private static string Time(TimeSpan time) => string.Create(
        CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.###} s");
}
