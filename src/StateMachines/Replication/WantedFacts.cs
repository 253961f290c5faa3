using Holdfast.Codec;
using Holdfast.Protocol;

namespace Holdfast.StateMachines.Replication;

/// <summary>
/// The facts that a shell wants, from their proposal until they take effect or are refused. Law:
/// what finds the log full is wanted again, in the order in which it was wanted first, for a
/// message of IKE that is lost here is said by nobody again (RFC 7296 §2.1). Leases and floors are
/// not kept: packets ask for them anew, and a lower floor may be wrong by then.
/// </summary>
public sealed class WantedFacts
{
    private readonly Dictionary<ulong, Wanted> _proposed = [];
    private readonly SortedDictionary<ulong, Wanted> _waiting = [];
    private ulong _lastTicket;

    private sealed record Wanted(SaReplication.Input.Propose Propose, Action<bool>? Then)
    {
        public bool IsKept => Propose.Changes.Any(
            change => change is not (
                Change.Leased or Change.FloorRaised or Change.FloorLowered));
    }

    /// <summary>How many found the log full.</summary>
    public int Waiting => _waiting.Count;

    /// <summary>A fact is wanted: what is to be proposed; null: it waits behind others.</summary>
    /// <param name="changes">What changes.</param>
    /// <param name="then">Hears whether it took effect.</param>
    /// <param name="message">The message that belongs to it; null: none.</param>
    /// <param name="key">The keys with which it is sealed.</param>
    public SaReplication.Input.Propose? Want(
        Items<Change> changes, Action<bool>? then, IWireValue? message = null,
        KeyHandle key = default)
    {
        var ticket = ++_lastTicket;
        var wanted = new Wanted(new(ticket, changes, message, key), then);

        // RFC 7296 §2.2: the IDs of an SA are used in their order, so nothing overtakes.
        var waits = _waiting.Count > 0 && wanted.IsKept;
        (waits ? (IDictionary<ulong, Wanted>)_waiting : _proposed).Add(ticket, wanted);
        return waits ? null : wanted.Propose;
    }

    /// <summary>It took effect: what hears of it.</summary>
    public Action<bool>? Committed(ulong ticket) =>
        _proposed.Remove(ticket, out var wanted) ? wanted.Then : null;

    /// <summary>It is refused: what hears of it; null: nobody, or it is kept.</summary>
    public Action<bool>? Refused(ulong ticket, Refusal why)
    {
        if (!_proposed.Remove(ticket, out var wanted))
        {
            return null;
        }

        if (why != Refusal.Busy || !wanted.IsKept)
        {
            return wanted.Then;
        }

        _waiting.Add(ticket, wanted);
        return null;
    }

    /// <summary>Proposes again what waits, until the log is full.</summary>
    /// <param name="propose">Gives it to the machine, and carries out what that says.</param>
    public void ProposeAgain(Action<SaReplication.Input.Propose> propose)
    {
        ArgumentNullException.ThrowIfNull(propose);
        while (_waiting.Count > 0)
        {
            var (ticket, wanted) = _waiting.First();
            _waiting.Remove(ticket);
            _proposed.Add(ticket, wanted);
            propose(wanted.Propose);
            if (_waiting.ContainsKey(ticket))
            {
                return;
            }
        }
    }

    /// <summary>The reign is over: what waits comes to nothing.</summary>
    /// <returns>What hears of it, in order.</returns>
    public Items<Action<bool>> GiveUp()
    {
        Items<Action<bool>> heard =
            [.. _waiting.Values.Select(wanted => wanted.Then).OfType<Action<bool>>()];
        _waiting.Clear();
        return heard;
    }

    /// <summary>Nobody hears of any of them any more.</summary>
    public void Clear()
    {
        _proposed.Clear();
        _waiting.Clear();
    }
}
