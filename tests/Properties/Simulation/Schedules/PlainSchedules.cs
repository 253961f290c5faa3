using Holdfast.Tests.Properties.Simulation.Explorer;
using static Holdfast.StateMachines.Hsrp.HsrpGroup;
using Pair = Holdfast.Tests.Properties.Simulation.Explorer.BruteForceHsrp.Pair;

namespace Holdfast.Tests.Properties.Simulation.Schedules;

/// <summary>
/// Every schedule of faults of two HSRP routers, one after the other, by plain records: nothing is
/// remembered, and nothing is shared with the engine but the machine.
/// </summary>
internal sealed class PlainSchedules(Dialect dialect, bool preempts, int faults, int units)
{
    private readonly BruteForceHsrp _plain = new(dialect, preempts, faults, faults);

    /// <summary>How many there are.</summary>
    public UInt128 Count { get; private set; }

    /// <summary>After how many there is never one active router for good.</summary>
    public UInt128 Never { get; private set; }

    /// <summary>After how many that takes so many seconds.</summary>
    public Dictionary<int, long> Spread { get; } = [];

    /// <summary>Runs all of them, after 20 undisturbed seconds.</summary>
    public void Run()
    {
        var pair = Mended(_plain.Start);
        for (var second = 0; second < 20;)
        {
            (pair, var takes) = Next(pair);
            second += takes;
        }

        Run(pair, faults, units);
    }

    private void Run(Pair pair, int faultsLeft, int unitsLeft)
    {
        if (unitsLeft == 0)
        {
            Heal(Mended(pair));
            return;
        }

        var (next, takes) = Next(pair);
        Run(next, faultsLeft, unitsLeft - takes);
        if (faultsLeft > 0)
        {
            foreach (var broken in _plain.Faults(pair))
            {
                Run(broken, faultsLeft - 1, unitsLeft);
            }
        }
    }

    /// <summary>Far longer than anything takes: what is away from the goal then always is.
    /// </summary>
    private void Heal(Pair pair)
    {
        Count++;
        var (second, last) = (0, -1);
        while (second < 60)
        {
            var isGood = pair.IsGood;
            (pair, var takes) = Next(pair);
            last = isGood ? last : second + takes;
            second += takes;
        }

        if (last >= 50)
        {
            Never++;
        }
        else
        {
            Spread[Math.Max(0, last)] = Spread.GetValueOrDefault(Math.Max(0, last)) + 1;
        }
    }

    /// <summary>What comes next; time passes even where it changes nothing.</summary>
    private (Pair Next, int Takes) Next(Pair pair) =>
        _plain.Ordinary(pair) is [var first, ..] ? first : (pair, 1);

    private Pair Mended(Pair pair)
    {
        while (_plain.Faults(pair).FirstOrDefault(next => IsMend(pair, next)) is { } mended)
        {
            pair = mended;
        }

        return pair;
    }

    private static bool IsMend(Pair before, Pair after) =>
        (after.IsFirstUp && !before.IsFirstUp) || (after.IsSecondUp && !before.IsSecondUp)
        || (after.IsJoined && !before.IsJoined);
}
