using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines.Ike;
using Flow = Holdfast.StateMachines.Mobike.MobikeMessages.Flow;

namespace Holdfast.StateMachines.Ikev1;

/// <summary>
/// Carries out what the machines of IKEv1 ask to be computed, and reads what they are to hear: for
/// shells, the simulator and tests alike. It holds no secret itself.
/// </summary>
/// <param name="keys">Where the secrets are.</param>
/// <param name="find">What is known of an identity (null: not said yet) at an address, whose key we
/// have; null: nothing.</param>
/// <param name="judge">Where both sides sign: what is known of an identity and its certificates, as
/// <see cref="HandshakeWork"/> asks for it; null: nothing.</param>
public sealed partial class IsakmpWork(
    IsakmpHandshakeKeys keys, Func<Octets?, HostAddress, PhaseOneCredentials?> find,
    Func<Octets, Items<CertPayloadValue>, HandshakeCredentials?>? judge = null)
{
    /// <summary>What an output of an initiator gives; null: it is the caller's to do.</summary>
    /// <param name="output">The output.</param>
    /// <param name="flow">Over which the messages go.</param>
    public PhaseOneInitiator.Input? Do(PhaseOneInitiator.Output output, Flow flow) =>
        output switch
        {
            PhaseOneInitiator.Output.Write(var half, var message, var group) =>
                Write(half, message, group, flow),
            PhaseOneInitiator.Output.Complete(var half, var message, var wanted) =>
                Complete(half, message, wanted, flow),
            PhaseOneInitiator.Output.Prove(var half, var message, var ours, var wanted) =>
                Prove(half, IkeRole.Initiator, message, ours, wanted ?? default, flow)
                    is var (octets, chain)
                    ? new PhaseOneInitiator.Input.Sealed(octets, chain)
                    : new PhaseOneInitiator.Input.Failed(),
            PhaseOneInitiator.Output.Verify(var half, var message) =>
                Verify(half, IkeRole.Responder, message) switch
                {
                    { Peer: { } peer } when LacksLogin(half, peer.MustLogIn) =>
                        new PhaseOneInitiator.Input.Distrusted(
                            new(AuthFault.OtherMethod, $"{half.Suite!.Authentication}")),
                    { Peer: { } } => new PhaseOneInitiator.Input.Verified(),
                    { IsSigned: true, Why: var why } =>
                        new PhaseOneInitiator.Input.Distrusted(why),
                    var (_, why, _) => new PhaseOneInitiator.Input.NotProved(why),
                },
            PhaseOneInitiator.Output.Forget(var handle) =>
                Forget<PhaseOneInitiator.Input>(handle),
            PhaseOneInitiator.Output.Send or PhaseOneInitiator.Output.Inform
                or PhaseOneInitiator.Output.Establish or PhaseOneInitiator.Output.GaveUp => null,
        };

    /// <summary>What an output of a responder gives; null: it is the caller's to do.</summary>
    /// <param name="output">The output.</param>
    /// <param name="flow">Over which the peer was heard last.</param>
    public PhaseOneResponder.Input? Do(PhaseOneResponder.Output output, Flow flow) =>
        output switch
        {
            PhaseOneResponder.Output.Write(var half, var message) =>
                new PhaseOneResponder.Input.Written(Written(half, message)),
            PhaseOneResponder.Output.Exchange(var half, var message, var identity) =>
                Exchange(half, message, identity, flow),
            PhaseOneResponder.Output.Prove(var half, var message, var ours, var peer) =>
                Prove(half, IkeRole.Responder, message, ours, peer, flow) is var (octets, chain)
                    ? new PhaseOneResponder.Input.Sealed(octets, chain)
                    : new PhaseOneResponder.Input.Failed(),
            PhaseOneResponder.Output.Verify(var half, var message) =>
                Verify(half, IkeRole.Initiator, message) switch
                {
                    { Peer: { } peer } => new PhaseOneResponder.Input.Verified(peer.Ours)
                    {
                        MustLogIn = peer.MustLogIn,
                    },
                    { IsSigned: true, Why: var why } =>
                        new PhaseOneResponder.Input.Distrusted(why),
                    var (_, why, _) => new PhaseOneResponder.Input.NotProved(why),
                },
            PhaseOneResponder.Output.Forget(var handle) =>
                Forget<PhaseOneResponder.Input>(handle),
            PhaseOneResponder.Output.Reply or PhaseOneResponder.Output.Send
                or PhaseOneResponder.Output.Inform or PhaseOneResponder.Output.Establish => null,
        };

    /// <summary>A refusal in the clear.</summary>
    /// <param name="cookies">Both cookies.</param>
    /// <param name="id">A message ID, drawn.</param>
    /// <param name="notify">Why.</param>
    public static Octets InClear(
        IkeSpiPair cookies, MessageId id, IsakmpNotifyPayloadValue notify) => new(
            PhaseOneMessages.Message(
                cookies, IsakmpExchangeType.Informational, id,
                InformationalMessages.ToPayloads(new() { Says = [notify] })).ToArray());

    /// <summary>What is said in an Informational exchange, RFC 2409 §5.7; null: the message ID was
    /// used, or the SA is gone.</summary>
    /// <param name="isakmp">The ISAKMP SA.</param>
    /// <param name="id">A message ID, drawn.</param>
    /// <param name="information">What is said.</param>
    public Octets? Say(StandingIsakmp isakmp, MessageId id, Information information)
    {
        ArgumentNullException.ThrowIfNull(isakmp);
        var handle = isakmp.Keys.Value;
        return keys.Has(handle) && keys.Use(handle, id)
            && keys.TrySeal(
                handle,
                PhaseOneMessages.Message(
                    isakmp.Cookies, IsakmpExchangeType.Informational, id,
                    InformationalMessages.ToPayloads(information)),
                PhaseTwoHash.One, default, keys.ChainOf(handle, isakmp.Last, id), out var octets,
                out _, out _)
            ? octets
            : null;
    }

    private PhaseOneInitiator.Input Write(
        PhaseOneHalf half, PhaseOneMessage message, KeyExchangeMethod group, Flow flow)
    {
        var (share, value) = (0UL, default(Octets));
        if (group != KeyExchangeMethod.None && !keys.TryStart(group, out share, out value, out _))
        {
            return new PhaseOneInitiator.Input.Failed();
        }

        return new PhaseOneInitiator.Input.Written(
            Written(half, WithNats(half, message with { Share = value }, flow)),
            message.Proposals is { } proposals ? new(proposals.ToArray()) : default, value,
            new(share));
    }

    private PhaseOneInitiator.Input Complete(
        PhaseOneHalf half, PhaseOneMessage message, Octets? wanted, Flow flow)
    {
        var known = half.Signs ? null : find(wanted, flow.Path.Remote);
        if (!half.Signs && known is null)
        {
            return new PhaseOneInitiator.Input.Failed();
        }

        if (LacksLogin(half, known?.Party.MustLogIn ?? false) || !keys.TryComplete(
            half.Share.Value, half.Suite!, half.Exchange, half.Nonces, half.Shares.Responder,
            known?.Shared, out var made, out _))
        {
            return new PhaseOneInitiator.Input.NotKeyed();
        }

        var proving = half with { Keys = new(made) };
        if (half.Mode == PhaseOneMode.Aggressive
            && !(half.Signs
                ? Verify(proving, IkeRole.Responder, message).Peer is { } peer
                    && !LacksLogin(half, peer.MustLogIn)
                : keys.IsProved(
                    made, half.Exchange, IkeRole.Responder, message.Identity, message.Proof)))
        {
            keys.Forget(made);
            return new PhaseOneInitiator.Input.NotKeyed();
        }

        return new PhaseOneInitiator.Input.Keyed(
            new(made), keys.FirstChainOf(made, half.Exchange));
    }

    /// <summary>Whether a responder that has to log in has chosen a method by which it does not.
    /// </summary>
    private static bool LacksLogin(PhaseOneHalf half, bool mustLogIn) =>
        mustLogIn && half.Suite!.Authentication.LogsIn != IkeRole.Responder;

    private PhaseOneResponder.Input Exchange(
        PhaseOneHalf half, PhaseOneMessage message, Octets? identity, Flow flow)
    {
        if (Meet(half, identity, flow) is not var (party, shared))
        {
            return new PhaseOneResponder.Input.Unknown();
        }

        if (!keys.TryStart(half.Suite!.KeyExchange, out var share, out var value, out _))
        {
            return new PhaseOneResponder.Input.Failed();
        }

        var whole = half with { Shares = half.Shares with { Responder = value } };
        var isMade = keys.TryComplete(
            share, half.Suite, whole.Exchange, half.Nonces, half.Shares.Initiator, shared,
            out var made, out _);
        keys.Forget(share);
        if (!isMade)
        {
            return new PhaseOneResponder.Input.NotKeyed();
        }

        var said = WithNats(half, message with { Share = value }, flow);
        if (half.Mode == PhaseOneMode.Aggressive)
        {
            if (Proven(
                whole with { Keys = new(made) }, IkeRole.Responder, said, party.Ours,
                identity ?? default) is not { } proven)
            {
                keys.Forget(made);
                return new PhaseOneResponder.Input.Failed();
            }

            said = proven with { Identity = party.Ours };
            party = party with { Wanted = identity };
        }

        return new PhaseOneResponder.Input.Keyed(
            Written(whole, said), value, new(made), keys.FirstChainOf(made, whole.Exchange),
            party);
    }

    private (Octets Octets, IvChain Chain)? Prove(
        PhaseOneHalf half, IkeRole side, PhaseOneMessage message, Octets ours, Octets peer,
        Flow flow)
    {
        if (Proven(half, side, message, ours, peer) is not { } said)
        {
            return null;
        }

        // RFC 3947 §3.2: of aggressive mode the initiator says it in its last message.
        said = half.Mode == PhaseOneMode.Aggressive ? WithNats(half, said, flow) : said;
        return keys.TrySeal(
            half.Keys.Value,
            PhaseOneMessages.Message(
                half.Cookies, PhaseOneMessages.ExchangeOf(half.Mode), default,
                PhaseOneMessages.ToPayloads(said, half.Cookies)),
            half.Chain, out var octets, out var next, out _)
            ? (octets, next)
            : null;
    }

    private static PhaseOneMessage WithNats(
        PhaseOneHalf half, PhaseOneMessage message, Flow flow) =>
        half is { FindsNats: true, Suite: { } suite } && half.Cookies.Responder.Value != 0
            ? message with
            {
                NatHashes = PhaseOneMessages.NatHashesOf(suite.Hash, half.Cookies, flow),
            }
            : message;

    private static Octets Written(PhaseOneHalf half, PhaseOneMessage message) => new(
        PhaseOneMessages.Message(
            half.Cookies, PhaseOneMessages.ExchangeOf(half.Mode), default,
            PhaseOneMessages.ToPayloads(message, half.Cookies)).ToArray());

    private TInput? Forget<TInput>(KeyHandle handle)
        where TInput : class
    {
        keys.Forget(handle.Value);
        return null;
    }
}
