using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;

namespace Holdfast.Simulation.Simulator.Watching;

/// <summary>
/// I32: however many rekeys are due, members begin no more of them in a second than the budget: the
/// burst, and the rate. What is begun leaves later where its IKE SA has no message ID for it yet
/// (RFC 7296 §2.3), and what waited leaves together; so begun is what a member says that it begins,
/// and on the wire no more requests may be seen than that.
/// </summary>
/// <param name="verdicts">Where it is said.</param>
/// <param name="agenda">The time.</param>
/// <param name="most">How many in a second.</param>
internal sealed class PacedRekeys(Verdicts verdicts, Agenda agenda, int most) : Onlooker
{
    private readonly HashSet<(ulong, ulong, uint)> _seen = [];
    private readonly Queue<Instant> _last = new();
    private int _waiting;

    public override void Ike(MemberBox member, ReadOnlySpan<byte> message)
    {
        if (!IkeHeader.TryParse(message, out var header, out _) || header.Flags.Response
            || header.ExchangeType != ExchangeType.CreateChildSa
            || !_seen.Add((
                header.InitiatorSpi.Value, header.ResponderSpi.Value, header.MessageId.Value)))
        {
            return;
        }

        if (--_waiting < 0)
        {
            verdicts.Broken("I32", $"{member.Name} sends a rekey that nobody has begun");
        }
    }

    /// <summary>A member begins one, which is sent once there is a message ID for it.</summary>
    public void Begins()
    {
        _waiting++;
        Count();
    }

    /// <summary>A member begins one, and sends it.</summary>
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
