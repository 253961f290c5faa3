using Holdfast.Protocol.Ike;

namespace Holdfast.Fuzz.Ike;

/// <summary>A piece of a message, as its sender made it.</summary>
/// <param name="Id">The message.</param>
/// <param name="Number">The piece's number.</param>
/// <param name="Total">The number of pieces that it tells.</param>
/// <param name="First">The type that it tells.</param>
/// <param name="Octets">What is in it.</param>
internal sealed record ToldPiece(
    FragmentedId Id, byte Number, byte Total, byte First, byte[] Octets)
{
    /// <summary>Whether a notification stands in the clear before it.</summary>
    public bool HasClear { get; init; }

    /// <summary>Whether the exchange of its message ends before it comes.</summary>
    public bool EndsExchange { get; init; }

    /// <summary>Whether its sender has no key.</summary>
    public bool IsForged { get; init; }

    /// <summary>Whether it is a piece of the text, and of nothing else.</summary>
    public bool IsAsItWas { get; init; }

    /// <summary>Octets that are kept of it.</summary>
    public int Kept =>
        Octets.Length + (Number == 1 && HasClear ? SealedText.NotifyLength : 0);
}

/// <summary>
/// What RFC 7383 §2.6 has a receiver keep, told by lists of all pieces that came: whoever joins
/// pieces another way has to come to the same.
/// </summary>
/// <param name="limits">How much is kept.</param>
internal sealed class PiecesTold(MessageLimits limits)
{
    // The message that began first comes first.
    private readonly List<List<ToldPiece>> _waiting = [];

    /// <summary>Messages that are not whole.</summary>
    public int Count => _waiting.Count;

    /// <summary>Octets that are kept.</summary>
    public int Octets => _waiting.Sum(pieces => pieces.Sum(piece => piece.Kept));

    /// <summary>The exchange of a message is over.</summary>
    public void Forget(FragmentedId id) => _waiting.RemoveAll(pieces => pieces[0].Id == id);

    /// <summary>A piece with numbers in order, its ICV good.</summary>
    /// <param name="piece">The piece.</param>
    /// <param name="whole">All pieces of its message, by number; null: some are missing.</param>
    public FragmentJudgement Add(ToldPiece piece, out IReadOnlyList<ToldPiece>? whole)
    {
        whole = null;
        if (piece.Total > limits.Fragments)
        {
            return FragmentJudgement.OutOfRange;
        }

        var judgement = FragmentJudgement.Kept;
        var pieces = _waiting.Find(some => some[0].Id == piece.Id);
        switch (pieces)
        {
            case not null when piece.Total < pieces[0].Total:
                return FragmentJudgement.Outdated;
            case not null when piece.Total > pieces[0].Total:
                judgement = FragmentJudgement.BeganAnew;
                Forget(piece.Id);
                pieces = null;
                break;
            case not null when pieces.Exists(one => one.Number == piece.Number):
                return FragmentJudgement.Repeated;
        }

        if (pieces is null)
        {
            _waiting.Add(pieces = []);
        }

        pieces.Add(piece);
        if (pieces.Sum(one => one.Kept) > limits.Octets)
        {
            Forget(piece.Id);
            return FragmentJudgement.TooLarge;
        }

        if (pieces.Count == piece.Total)
        {
            Forget(piece.Id);
            whole = [.. pieces.OrderBy(one => one.Number)];
            return FragmentJudgement.Joined;
        }

        if (_waiting.Count > limits.Messages)
        {
            _waiting.RemoveAt(0);
        }

        return judgement;
    }
}
