using System.Collections.Immutable;
using Holdfast.Codec;

namespace Holdfast.Protocol.Reassembly;

/// <summary>
/// What fragments of one message that are numbered from 1 have in common: the proprietary IKEv1
/// fragments of one sender in one SA.
/// </summary>
/// <param name="Flow">Who sends to whom.</param>
/// <param name="Spis">Both SPIs of the IKE SA.</param>
/// <param name="FragmentId">The message.</param>
public readonly record struct MessageKey(FlowKey Flow, UInt128 Spis, ushort FragmentId);

/// <summary>A message, whole again.</summary>
/// <param name="Data">All of it.</param>
/// <param name="Origins">Where its fragments came from, ascending.</param>
public sealed record JoinedMessage(Octets Data, Items<long> Origins);

/// <summary>
/// Numbered fragments of messages that wait for the rest of them: an immutable value of bounded
/// size. The first copy of a number counts; the oldest message gives way.
/// </summary>
public sealed class MessageFragments
{
    /// <summary>Messages that may wait.</summary>
    public const int MostMessages = 64;

    /// <summary>Octets of a message at most.</summary>
    public const int LargestMessage = 65_535;

    private readonly ImmutableDictionary<MessageKey, Partial> _partial;
    private readonly long _added;

    private MessageFragments(ImmutableDictionary<MessageKey, Partial> partial, long added)
    {
        _partial = partial;
        _added = added;
    }

    // By number; Last is the number of the last one, 0 while it is not known.
    private sealed record Partial(
        ImmutableSortedDictionary<byte, (Octets Data, long Origin)> Pieces, byte Last, int Octets,
        long Arrival);

    /// <summary>Nothing waits.</summary>
    public static MessageFragments Empty() =>
        new(ImmutableDictionary<MessageKey, Partial>.Empty, 0);

    /// <summary>Messages that are not whole.</summary>
    public int Count => _partial.Count;

    /// <summary>One more fragment, and the message if it was the missing one.</summary>
    /// <param name="key">The message.</param>
    /// <param name="number">From 1; 0 is passed over.</param>
    /// <param name="isLast">Whether none has a higher number.</param>
    /// <param name="data">Its octets.</param>
    /// <param name="origin">The caller's name for where it came from: a packet's number.</param>
    public (MessageFragments Fragments, JoinedMessage? Joined) Add(
        MessageKey key, byte number, bool isLast, ReadOnlySpan<byte> data, long origin)
    {
        var partial = _partial.GetValueOrDefault(key) ?? new Partial(
            ImmutableSortedDictionary<byte, (Octets Data, long Origin)>.Empty, 0, 0, _added);
        if (number == 0 || partial.Pieces.ContainsKey(number))
        {
            return (this, null);
        }

        partial = partial with
        {
            Pieces = partial.Pieces.Add(number, (new Octets(data), origin)),
            Last = isLast ? number : partial.Last,
            Octets = partial.Octets + data.Length,
        };
        if (partial.Octets > LargestMessage)
        {
            return (new(_partial.Remove(key), _added), null);
        }

        return partial.Last != 0 && partial.Pieces.Count == partial.Last
                && partial.Pieces.ContainsKey(partial.Last)
                && partial.Pieces.Keys.Max() == partial.Last
            ? (new(_partial.Remove(key), _added), Join(partial))
            : (Bounded(_partial.SetItem(key, partial)), null);
    }

    private MessageFragments Bounded(ImmutableDictionary<MessageKey, Partial> partial) => new(
        partial.Count > MostMessages
            ? partial.Remove(partial.MinBy(entry => entry.Value.Arrival).Key)
            : partial,
        _added + 1);

    private static JoinedMessage Join(Partial partial) => new(
        new Octets([.. partial.Pieces.Values.SelectMany(piece => piece.Data)]),
        [.. partial.Pieces.Values.Select(piece => piece.Origin).Distinct().Order()]);
}
