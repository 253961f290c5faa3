using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Replication;

namespace Holdfast.StateMachines.Ike;

/// <summary>
/// Carries out what <see cref="IkeExchanges"/> asks to be computed, seals what it says and opens
/// what it is to hear: for the shell, the simulator and tests alike. It holds no secret itself.
/// </summary>
/// <param name="keys">Where the secrets are.</param>
public sealed partial class ExchangeWork(HandshakeKeys keys)
{
    /// <summary>What an output gives; null: it is the caller's to do.</summary>
    public IkeExchanges.Input? Do(IkeExchanges.Output output) => output switch
    {
        IkeExchanges.Output.BeginExchange(var method) =>
            keys.TryStart(method, out var share, out var value, out _)
                ? new IkeExchanges.Input.Shared(new(share), value)
                : new IkeExchanges.Input.NotKeyed(IkeExchanges.Side.Ours),
        IkeExchanges.Output.Complete complete => Complete(complete),
        IkeExchanges.Output.Respond respond => Respond(respond),
        IkeExchanges.Output.Forget(var handle) => Forget(handle),
        IkeExchanges.Output.Ask or IkeExchanges.Output.Commit or IkeExchanges.Output.Answer
            or IkeExchanges.Output.Quiet or IkeExchanges.Output.Succeed
            or IkeExchanges.Output.Confirm or IkeExchanges.Output.Supersede
            or IkeExchanges.Output.End or IkeExchanges.Output.Ended
            or IkeExchanges.Output.Told or IkeExchanges.Output.Reestablish => null,
    };

    /// <summary>A request or a response, sealed; null: IVs are used up.</summary>
    /// <param name="sa">The IKE SA.</param>
    /// <param name="exchange">The exchange.</param>
    /// <param name="id">The message ID.</param>
    /// <param name="message">What it says.</param>
    /// <param name="isResponse">Whether we answer.</param>
    /// <param name="most">Octets of a datagram at most; null: it stays whole.</param>
    public Items<Octets>? Seal(
        StandingIke sa, ExchangeType exchange, uint id, ExchangeMessage message, bool isResponse,
        int? most = null)
    {
        ArgumentNullException.ThrowIfNull(sa);
        return keys.TrySeal(
            sa.Keys.Value,
            ExchangeMessages.Header(SpisOf(sa.Id), sa.Role, exchange, id, isResponse),
            ExchangeMessages.ToPayloads(message), most, out var datagrams, out _)
            ? datagrams
            : null;
    }

    /// <summary>What a datagram says; null: it is not authentic, of another IKE SA or exchange, or
    /// a piece of a message whose other pieces are missing.</summary>
    /// <param name="sa">The IKE SA.</param>
    /// <param name="octets">The datagram.</param>
    public (uint Id, bool IsResponse, ExchangeMessage Message)? Open(
        StandingIke sa, ReadOnlySpan<byte> octets)
    {
        ArgumentNullException.ThrowIfNull(sa);
        if (!IkeFixedHeader.TryParse(octets, out var header, out _)
            || new IkeSaId(header.InitiatorSpi, header.ResponderSpi) != sa.Id
            || header.Flags.Initiator == (sa.Role == IkeRole.Initiator)
            || (header.ExchangeType != ExchangeType.CreateChildSa.Value
                && header.ExchangeType != ExchangeType.Informational.Value
                && header.ExchangeType != ExchangeType.IkeFollowupKe.Value))
        {
            return null;
        }

        var (id, isResponse) = (header.MessageId.Value, header.Flags.Response);
        if (keys.TryOpen(sa.Keys.Value, octets, out var inner, out var text, out var why))
        {
            return (
                id, isResponse,
                ExchangeMessages.Classify(new(header.ExchangeType), inner, isResponse));
        }

        return HandshakeMessages.RefusalOf(why, text) is { } refusal
            ? (id, isResponse, new ExchangeMessage.Refused(refusal))
            : null;
    }

    /// <summary>A request of ours that is not answered, as its octets tell it; null: they are of
    /// other keys, or no exchange.</summary>
    /// <param name="sa">The IKE SA.</param>
    /// <param name="message">What was sent.</param>
    public ExchangeMessage? Reopen(StandingIke sa, SealedMessage message)
    {
        ArgumentNullException.ThrowIfNull(sa);
        ArgumentNullException.ThrowIfNull(message);
        return message.Octets.Count > 0
            && IkeFixedHeader.TryParse(message.Octets[0].Span, out var header, out _)
            && (header.ExchangeType == ExchangeType.CreateChildSa.Value
                || header.ExchangeType == ExchangeType.IkeFollowupKe.Value
                || header.ExchangeType == ExchangeType.Informational.Value)
            && keys.TryOpenOwn(sa.Keys.Value, message.Octets, out var inner)
                ? ExchangeMessages.Classify(new(header.ExchangeType), inner, isResponse: false)
                : null;
    }

    private IkeExchanges.Input Complete(IkeExchanges.Output.Complete what)
    {
        if (what.Before.IsSome || what.What is NewKeys.OfLater)
        {
            return keys.TryKeep(
                what.Share.Value, what.Before.Value, what.PeerShare, out var all, out _)
                ? new IkeExchanges.Input.Completed(
                    new(OfAll(what.Old, what.What, what.Nonces, all, IkeRole.Initiator)))
                : new IkeExchanges.Input.NotKeyed(IkeExchanges.Side.Ours);
        }

        var made = 0UL;
        var isMade = what.What switch
        {
            NewKeys.OfLater => false,
            NewKeys.OfChild(var suite) => keys.TryComplete(
                what.Share.Value, what.Old.Value, suite, what.Nonces, what.PeerShare, out made,
                out _),
            NewKeys.OfIke(var suite, var spis) => keys.TryComplete(
                what.Share.Value, what.Old.Value, suite, spis, what.Nonces, what.PeerShare,
                out made, out _),
        };
        return isMade
            ? new IkeExchanges.Input.Completed(new(made))
            : new IkeExchanges.Input.NotKeyed(IkeExchanges.Side.Ours);
    }

    private IkeExchanges.Input Respond(IkeExchanges.Output.Respond what)
    {
        var (made, value) = (0UL, default(Octets));
        if (what.Before.IsSome || what.What is NewKeys.OfLater)
        {
            return keys.TryKeep(
                LastOf(what.What), what.Before.Value, what.PeerShare, out value, out var all,
                out _)
                ? new IkeExchanges.Input.Responded(
                    value, new(OfAll(what.Old, what.What, what.Nonces, all, IkeRole.Responder)))
                : new IkeExchanges.Input.NotKeyed(IkeExchanges.Side.Theirs);
        }

        var isMade = what.What switch
        {
            NewKeys.OfLater => false,
            NewKeys.OfChild(var suite) => keys.TryRespond(
                what.Old.Value, suite, what.Nonces, what.PeerShare, out value, out made, out _),
            NewKeys.OfIke(var suite, var spis) => keys.TryRespond(
                what.Old.Value, suite, spis, what.Nonces, what.PeerShare, out value, out made,
                out _),
        };
        return isMade
            ? new IkeExchanges.Input.Responded(value, new(made))
            : new IkeExchanges.Input.NotKeyed(IkeExchanges.Side.Theirs);
    }

    /// <summary>RFC 9370 §2.2.4: the keys of all secrets, or they wait for more.</summary>
    private ulong OfAll(
        KeyHandle old, NewKeys what, ExchangeNonces nonces, ulong all, IkeRole role) =>
        what switch
        {
            NewKeys.OfChild(var suite) => keys.DeriveChild(old.Value, suite, nonces, all),
            NewKeys.OfIke(var suite, var spis) =>
                keys.DeriveRekeyed(old.Value, suite, spis, nonces, all, role),
            NewKeys.OfLater => all,
        };

    private static KeyExchangeMethod LastOf(NewKeys what) => what switch
    {
        NewKeys.OfChild(var suite) => suite.Additional[^1],
        NewKeys.OfIke(var suite, _) => suite.Additional[^1],
        NewKeys.OfLater(var method) => method,
    };

    private IkeExchanges.Input? Forget(KeyHandle handle)
    {
        keys.Forget(handle.Value);
        return null;
    }

    private static IkeSpiPair SpisOf(IkeSaId id) => new(id.Initiator, id.Responder);
}
