using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Simulator;
using Holdfast.StateMachines;

namespace Holdfast.Simulation.Network;

/// <summary>What becomes of a message on its way.</summary>
internal struct Passage
{
    /// <summary>It does not arrive.</summary>
    public bool IsLost;

    /// <summary>It arrives so much later.</summary>
    public TimeSpan Later;

    /// <summary>It arrives so often more.</summary>
    public int Copies;

    /// <summary>The most by which a copy is later.</summary>
    public TimeSpan CopiesWithin;

    /// <summary>So many of its octets are changed at most.</summary>
    public int Damaged;

    /// <summary>Where it is kept, to be sent out of order; null: it is not.</summary>
    public Impairment? Keeper;
}

/// <summary>The faults of messages that are going on; all draw from one sequence of chance.
/// </summary>
internal sealed class Impairments(Agenda agenda, Chance chance)
{
    private readonly List<Impairment> _active = [];
    private Chance _chance = chance;

    /// <summary>Whether anything is disturbed.</summary>
    public bool AreAny => _active.Count > 0;

    public void Begin(Fault fault, MessageChoice which)
    {
        var one = new Impairment(fault, which, agenda.Now);
        _active.Add(one);
        agenda.At(one.Until, () => End(one));
    }

    /// <summary>The world is healed: nothing is disturbed any more.</summary>
    public void EndAll()
    {
        foreach (var one in _active.ToArray())
        {
            End(one);
        }
    }

    /// <summary>What becomes of a message.</summary>
    public Passage Judge(
        string sender, string receiver, string segment, MessageKind? kind, int octets)
    {
        var passage = default(Passage);
        for (var at = 0; at < _active.Count; at++)
        {
            var one = _active[at];
            if (one.IsOver(agenda.Now) || !one.IsAbout(sender, receiver, segment, kind, octets)
                || !_chance.Hits(one.ChancePpm))
            {
                continue;
            }

            one.Spend();
            switch (one.Fault)
            {
                case Fault.Lose:
                    passage.IsLost = true;
                    break;
                case Fault.Duplicate(_, var copies, var within):
                    passage.Copies += copies;
                    passage.CopiesWithin = within;
                    break;
                case Fault.Delay(_, var least, var most):
                    passage.Later += _chance.Between(least, most);
                    break;
                case Fault.Corrupt(_, var most):
                    passage.Damaged = 1 + (int)_chance.Below((ulong)most);
                    break;
                case Fault.Reorder:
                    passage.Keeper = one;
                    break;
                default:
                    break;
            }
        }

        return passage;
    }

    /// <summary>Keeps a message until as many more have passed as the fault says.</summary>
    public void Keep(Impairment keeper, Action arrive)
    {
        keeper.Kept.Add(arrive);
        if (keeper.Fault is Fault.Reorder(_, var depth) && keeper.Kept.Count >= depth)
        {
            Release(keeper);
        }
    }

    /// <summary>Octets with some of them changed, at places that chance chooses.</summary>
    /// <param name="octets">The octets.</param>
    /// <param name="from">The first that may be changed.</param>
    /// <param name="count">How many.</param>
    public byte[] Damage(byte[] octets, int from, int count)
    {
        var damaged = octets.ToArray();
        for (var i = 0; i < count && from < octets.Length; i++)
        {
            var at = from + (int)_chance.Below((ulong)(octets.Length - from));
            damaged[at] ^= (byte)(1 + _chance.Below(255));
        }

        return damaged;
    }

    /// <summary>A time up to the most.</summary>
    public TimeSpan Within(TimeSpan most) => _chance.Between(TimeSpan.Zero, most);

    private void End(Impairment one)
    {
        if (_active.Remove(one))
        {
            Release(one);
        }
    }

    private static void Release(Impairment keeper)
    {
        for (var at = keeper.Kept.Count - 1; at >= 0; at--)
        {
            keeper.Kept[at]();
        }

        keeper.Kept.Clear();
    }
}
