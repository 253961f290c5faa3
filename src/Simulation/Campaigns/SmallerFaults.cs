using Holdfast.Codec;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Worlds;

namespace Holdfast.Simulation.Campaigns;

/// <summary>Faults that are shorter or simpler than one: each step makes less of it, so steps end.
/// </summary>
internal static class SmallerFaults
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(10);

    /// <summary>What may stand in the place of a fault, the smallest first.</summary>
    public static IEnumerable<TimedFault> Of(TimedFault fault)
    {
        foreach (var smaller in Of(fault.Fault))
        {
            yield return fault with { Fault = smaller };
        }

        // A time that people can read.
        var whole = TimeSpan.FromSeconds(Math.Floor(fault.At.TotalSeconds));
        if (whole < fault.At && whole >= Second)
        {
            yield return fault with { At = whole };
        }
    }

    private static IEnumerable<Fault> Of(Fault fault) => fault switch
    {
        Fault.CrashAt at => [new Fault.Crash(at.Who)],
        Fault.Restart { Store: not KeptStore.Kept } start =>
            [start with { Store = KeptStore.Kept }],
        Fault.LinkFlaps flaps => OfFlaps(flaps),
        Fault.LinkLoses { Way: LinkWay.Both } loses =>
            [loses with { Way = LinkWay.In }, loses with { Way = LinkWay.Out }],
        Fault.Partition { Apart.Count: > 1 } partition => partition.Apart.Select((_, at) =>
            partition with { Apart = partition.Apart.Without(at) }),
        Fault.Lose lose => OfChoice(lose.Which).Select(which => new Fault.Lose(which)),
        Fault.Duplicate twice => OfChoice(twice.Which).Select(which => twice with { Which = which })
            .Concat(twice.Copies > 1 ? [twice with { Copies = 1 }] : [])
            .Concat(Halves(twice.Within).Select(within => twice with { Within = within })),
        Fault.Delay delay => OfChoice(delay.Which).Select(which => delay with { Which = which })
            .Concat(Halves(delay.Most).Where(most => most >= delay.Least)
                .Select(most => delay with { Most = most })),
        Fault.Reorder reorder => OfChoice(reorder.Which)
            .Select(which => reorder with { Which = which })
            .Concat(reorder.Depth > 2 ? [reorder with { Depth = 2 }] : []),
        Fault.Corrupt corrupt => OfChoice(corrupt.Which)
            .Select(which => corrupt with { Which = which })
            .Concat(corrupt.OctetsMax > 1 ? [corrupt with { OctetsMax = 1 }] : []),
        Fault.SyncSlow slow => Halves(slow.For).Select(time => slow with { For = time })
            .Concat(Halves(slow.By).Select(by => slow with { By = by })),
        Fault.SyncCut cut => Halves(cut.For).Select(time => new Fault.SyncCut(time)),
        Fault.ConvergeIn converge =>
            Halves(converge.Convergence).Select(time => new Fault.ConvergeIn(time)),
        Fault.ClockRate { Ppm: not 0 } rate => [rate with { Ppm = rate.Ppm / 2 }],
        Fault.MonotonicGap gap => Halves(gap.For).Select(time => gap with { For = time }),
        Fault.Replay { Count: > 1 } replay =>
            [replay with { Count = 1 }, replay with { Count = replay.Count / 2 }],
        Fault.ForgeHsrp forge => Halves(forge.For).Select(time => forge with { For = time }),
        Fault.UnprotectedHint hint => Halves(hint.For).Select(time => hint with { For = time })
            .Concat(hint.PerSecond > 1 ? [hint with { PerSecond = 1 }] : []),
        Fault.HalfOpenFlood flood => Halves(flood.For).Select(time => flood with { For = time })
            .Concat(flood.PerSecond > 1 ? [flood with { PerSecond = 1 }] : []),
        Fault.Crash or Fault.Restart or Fault.Fence or Fault.LinkDown or Fault.LinkUp
            or Fault.LinkLoses or Fault.Partition or Fault.Rejoin or Fault.AccessDown
            or Fault.AccessUp or Fault.Reroute or Fault.MtuFalls or Fault.NatRebind
            or Fault.ClockRate or Fault.ConfigDrift or Fault.Drain or Fault.Remain or Fault.Rekey
            or Fault.Delete or Fault.Establish or Fault.SendsOn or Fault.PeerMoves or Fault.Replay
            or Fault.InjectSync => [],
    };

    private static IEnumerable<Fault> OfFlaps(Fault.LinkFlaps flaps)
    {
        yield return new Fault.LinkDown(flaps.Link);
        if (flaps.Times > 1)
        {
            yield return flaps with { Times = 1 };
        }

        foreach (var down in Halves(flaps.Down))
        {
            yield return flaps with { Down = down };
        }
    }

    private static IEnumerable<MessageChoice> OfChoice(MessageChoice which)
    {
        if (which.Count > 1)
        {
            yield return which with { Count = 1 };
            yield return which with { Count = which.Count / 2 };
        }

        foreach (var time in Halves(which.For))
        {
            yield return which with { For = time };
        }

        if (which.ChancePpm < 1_000_000)
        {
            yield return which with { ChancePpm = 1_000_000 };
        }
    }

    private static IEnumerable<TimeSpan> Halves(TimeSpan time)
    {
        if (time > Least)
        {
            yield return Least;
            yield return TimeSpan.FromMilliseconds(Math.Floor(time.TotalMilliseconds / 2));
        }
    }
}
