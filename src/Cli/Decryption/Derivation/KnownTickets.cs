using Holdfast.Codec;

namespace Holdfast.Cli.Decryption.Derivation;

/// <summary>
/// Tickets by which IKE SAs may be resumed (RFC 5723 §4), told by a file of keys or seen in the
/// capture; as many as a limit allows, the oldest gives way.
/// </summary>
internal sealed class KnownTickets
{
    private const int Most = 4096;

    private readonly Dictionary<Octets, IkeSa> _sas = [];
    private readonly Queue<Octets> _order = [];

    /// <summary>Remembers the ticket of an SA.</summary>
    public void Add(Octets ticket, IkeSa sa)
    {
        if (ticket.Length == 0 || !_sas.TryAdd(ticket, sa))
        {
            return;
        }

        _order.Enqueue(ticket);
        if (_order.Count > Most)
        {
            _ = _sas.Remove(_order.Dequeue());
        }
    }

    /// <summary>The SA of a ticket; null: nobody told it.</summary>
    public IkeSa? Find(Octets ticket) => _sas.GetValueOrDefault(ticket);
}
