using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;

namespace Holdfast.Simulation.Simulator.Watching;

/// <summary>
/// I32: however many rekeys are due, members begin no more of them in a second than the budget: the
/// burst, and the rate.
/// </summary>
/// <param name="verdicts">Where it is said.</param>
/// <param name="agenda">The time.</param>
/// <param name="most">How many in a second.</param>
internal sealed class PacedRekeys(Verdicts verdicts, Agenda agenda, int most) : Onlooker
{
    private readonly HashSet<(ulong, ulong, uint)> _seen = [];
    private readonly Queue<Instant> _last = new();

    public override void Ike(MemberBox member, ReadOnlySpan<byte> message)
    {
        if (!IkeHeader.TryParse(message, out var header, out _) || header.Flags.Response
            || header.ExchangeType != ExchangeType.CreateChildSa
            || !_seen.Add((
                header.InitiatorSpi.Value, header.ResponderSpi.Value, header.MessageId.Value)))
        {
            return;
        }

        Count();
    }

    /// <summary>A member begins one.</summary>
    public void Count()
    {
        _last.Enqueue(agenda.Now);
        while (agenda.Now - _last.Peek() >= TimeSpan.FromSeconds(1))
        {
            _last.Dequeue();
        }

        if (_last.Count > most)
        {
            verdicts.Broken("I32", $"{_last.Count} rekeys are begun in a second");
        }
    }
}
