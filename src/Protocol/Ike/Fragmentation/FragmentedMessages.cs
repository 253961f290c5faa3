using System.Collections.Immutable;
using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>Which message of a peer in an IKE SA a fragment belongs to.</summary>
/// <param name="Id">The message ID.</param>
/// <param name="IsResponse">Whether it answers.</param>
public readonly record struct FragmentedId(MessageId Id, bool IsResponse);

/// <summary>What becomes of a fragment, RFC 7383 §2.6.</summary>
public enum FragmentJudgement : byte
{
    /// <summary>It waits for the others.</summary>
    Kept,

    /// <summary>It has a higher total: what waited is gone, and it begins anew.</summary>
    BeganAnew,

    /// <summary>It was the missing one.</summary>
    Joined,

    /// <summary>Its number is there already.</summary>
    Repeated,

    /// <summary>It has a lower total than those that wait, so it is older than they are.</summary>
    Outdated,

    /// <summary>
    /// Its numbers are not in order, or the message has more fragments than allowed.
    /// </summary>
    OutOfRange,

    /// <summary>The message has more octets than allowed: all of it is gone.</summary>
    TooLarge,
}

/// <summary>A message, whole again: its payloads without padding.</summary>
/// <param name="FirstPayload">The type of the first.</param>
/// <param name="Payloads">
/// Their octets, for <see cref="InnerPayloads"/> to read; they may be malformed.
/// </param>
/// <param name="Message">
/// The header with the payloads in the clear, as the first fragment had them and without the SKF
/// payload: what <see cref="IntermediateAuth"/> takes. Null: those payloads are malformed.
/// </param>
public sealed record JoinedPayloads(
    PayloadType FirstPayload, Octets Payloads, IkeHeaderValue? Message);

/// <summary>
/// Fragments of one peer's messages in one IKE SA that wait for the rest: an immutable value of
/// bounded size, without a clock. Only opened fragments come in, in any order (RFC 7383 §2.6).
/// Whether a message ID is expected at all is for the window to say.
/// </summary>
public sealed class FragmentedMessages
{
    private readonly MessageLimits _limits;
    private readonly ImmutableDictionary<FragmentedId, Partial> _partial;
    private readonly long _begun;

    private FragmentedMessages(
        MessageLimits limits, ImmutableDictionary<FragmentedId, Partial> partial, long begun)
    {
        _limits = limits;
        _partial = partial;
        _begun = begun;
    }

    // By number; the first fragment alone says what the first payload is.
    private sealed record Partial(
        ushort Total, long Begun, ImmutableSortedDictionary<ushort, Octets> Pieces,
        PayloadType FirstPayload, IkeHeaderValue? Message, int Octets)
    {
        public bool IsWhole => Pieces.Count == Total;
    }

    /// <summary>What the next fragment leads to.</summary>
    /// <param name="Messages">What waits afterwards.</param>
    /// <param name="Judgement">What became of the fragment.</param>
    /// <param name="Joined">The message, if the fragment was the missing one.</param>
    public readonly record struct Next(
        FragmentedMessages Messages, FragmentJudgement Judgement, JoinedPayloads? Joined = null);

    /// <summary>Nothing waits.</summary>
    public static FragmentedMessages Empty(MessageLimits? limits = null) =>
        new(
            limits ?? MessageLimits.Default, ImmutableDictionary<FragmentedId, Partial>.Empty, 0);

    /// <summary>Messages that are not whole.</summary>
    public int Count => _partial.Count;

    /// <summary>Octets that wait.</summary>
    public int Octets => _partial.Values.Sum(partial => partial.Octets);

    /// <summary>
    /// What would become of a fragment with these numbers, told before it is decrypted: what is not
    /// <see cref="FragmentJudgement.Kept"/> or <see cref="FragmentJudgement.BeganAnew"/> needs
    /// no decryption.
    /// </summary>
    /// <param name="id">The message.</param>
    /// <param name="number">The fragment's number.</param>
    /// <param name="total">The number of fragments that it tells.</param>
    public FragmentJudgement Judge(FragmentedId id, ushort number, ushort total)
    {
        if (number == 0 || number > total || total > _limits.Fragments)
        {
            return FragmentJudgement.OutOfRange;
        }

        // RFC 7383 §2.6: a peer that fragments a message again, into smaller pieces, tells a
        // higher total, and a lower one is of the time before.
        return !_partial.TryGetValue(id, out var partial) ? FragmentJudgement.Kept
            : total < partial.Total ? FragmentJudgement.Outdated
            : total > partial.Total ? FragmentJudgement.BeganAnew
            : partial.Pieces.ContainsKey(number) ? FragmentJudgement.Repeated
            : FragmentJudgement.Kept;
    }

    /// <summary>One more fragment, and the message if it was the missing one.</summary>
    /// <param name="id">The message.</param>
    /// <param name="fragment">The fragment, its ICV good.</param>
    public Next Add(FragmentedId id, OpenedFragment fragment)
    {
        var judgement = Judge(id, fragment.Number, fragment.Total);
        if (judgement is not (FragmentJudgement.Kept or FragmentJudgement.BeganAnew))
        {
            return new(this, judgement);
        }

        var begins = judgement == FragmentJudgement.BeganAnew || !_partial.ContainsKey(id);
        var before = begins
            ? new Partial(
                fragment.Total, _begun, ImmutableSortedDictionary<ushort, Octets>.Empty,
                PayloadType.None, null, 0)
            : _partial[id];
        var isFirst = fragment.Number == 1;
        var clear = isFirst ? ClearLength(fragment.Message) : 0;
        var partial = before with
        {
            Pieces = before.Pieces.Add(fragment.Number, new Octets(fragment.Piece)),
            Octets = before.Octets + fragment.Piece.Length + clear,
            FirstPayload = isFirst ? fragment.FirstPayload : before.FirstPayload,
            Message = isFirst
                ? IntermediateAuth.ClearOf(fragment.Message)
                : before.Message,
        };
        return partial.Octets > _limits.Octets ? new(Without(id), FragmentJudgement.TooLarge)
            : partial.IsWhole ? new(Without(id), FragmentJudgement.Joined, Join(partial))
            : new(With(id, partial, begins), judgement);
    }

    /// <summary>Without what waits of a message: its exchange is over.</summary>
    public FragmentedMessages Without(FragmentedId id) =>
        new(_limits, _partial.Remove(id), _begun);

    private FragmentedMessages With(FragmentedId id, Partial partial, bool begins)
    {
        var all = _partial.SetItem(id, partial);
        if (all.Count > _limits.Messages)
        {
            all = all.Remove(all.MinBy(entry => entry.Value.Begun).Key);
        }

        return new(_limits, all, begins ? _begun + 1 : _begun);
    }

    private static JoinedPayloads Join(Partial partial)
    {
        var joined = new byte[partial.Pieces.Values.Sum(piece => piece.Length)];
        var at = 0;
        foreach (var piece in partial.Pieces.Values)
        {
            piece.Span.CopyTo(joined.AsSpan(at));
            at += piece.Length;
        }

        return new JoinedPayloads(partial.FirstPayload, new Octets(joined), partial.Message);
    }

    // Octets of the payloads before the SKF payload, which is the last.
    private static int ClearLength(IkeHeader message)
    {
        var (length, last) = (0, 0);
        foreach (var payload in message.Payloads)
        {
            last = payload.Octets.Length;
            length += last;
        }

        return length - last;
    }
}
