using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Flow = Holdfast.StateMachines.Mobike.MobikeMessages.Flow;

namespace Holdfast.StateMachines.Ike;

/// <summary>
/// Carries out what <see cref="IkeResponder"/> and <see cref="IkeInitiator"/> ask to be computed,
/// and reads what they are to hear: for the shell, the simulator and tests alike. It holds no
/// secret itself.
/// </summary>
/// <param name="keys">Where the secrets are.</param>
/// <param name="find">What is known of an identity and its certificates; null: nobody.</param>
/// <param name="most">Octets of a datagram at most, where fragments are taken.</param>
public sealed partial class HandshakeWork(
    HandshakeKeys keys,
    Func<Octets, Items<CertPayloadValue>, HandshakeCredentials?> find,
    int most)
{
    /// <summary>What an output of a responder gives; null: it is the caller's to do.</summary>
    /// <param name="output">The output.</param>
    /// <param name="flow">Over which the request came.</param>
    /// <param name="inbound">A SPI for a CHILD SA, drawn.</param>
    public IkeResponder.Input? Do(IkeResponder.Output output, Flow flow, Spi inbound) =>
        output switch
        {
            IkeResponder.Output.Exchange(var suite, var spis, var nonces, var theirs) =>
                keys.TryRespond(suite, spis, nonces, theirs, out var value, out var made, out _)
                    ? new IkeResponder.Input.Keyed(value, new(made))
                    : new IkeResponder.Input.NotKeyed(),
            IkeResponder.Output.Write(var spis, var message) =>
                new IkeResponder.Input.Written(
                    Written(spis, IkeRole.Responder, message, flow)),
            IkeResponder.Output.Verify(var handle, var claim, var message) =>
                Verify(handle, claim, message, out var why) is { } peer
                    ? new IkeResponder.Input.Verified(peer, inbound)
                    : new IkeResponder.Input.Denied(why),
            IkeResponder.Output.Prove(var handle, var claim, var peer, var hashes) =>
                Prove(handle, claim, peer, hashes) is var (auth, certificates)
                    ? new IkeResponder.Input.Proved(auth, certificates)
                    : new IkeResponder.Input.Failed(),
            IkeResponder.Output.Admit(var message) admit =>
                find(message.Identity, []) is { ByEap: true } known
                    && (admit.IsSecond || !known.IsSecond)
                    ? new IkeResponder.Input.Admitted(known.Peer.Ours)
                    : new IkeResponder.Input.Denied(new(AuthFault.Unknown)),
            IkeResponder.Output.VerifyByEap verify => Verify(verify, inbound),
            IkeResponder.Output.ProveByEap(var handle, var claim, var msk) =>
                new IkeResponder.Input.Proved(
                    keys.ProveByEap(handle.Value, claim, msk.Value), []),
            IkeResponder.Output.DeriveChild(var handle, var suite, var nonces) =>
                new IkeResponder.Input.ChildKeyed(
                    new(keys.DeriveChild(handle.Value, suite, nonces))),
            IkeResponder.Output.ExchangeMore more => Do(more),
            IkeResponder.Output.SealExchange(
                var handle, var spis, var id, var message, var before, var isCut) =>
                Seal(handle, spis, IkeRole.Responder, id, message, before, isCut)
                    is var (octets, covered)
                    ? new IkeResponder.Input.ExchangeSealed(octets, covered)
                    : new IkeResponder.Input.Failed(),
            IkeResponder.Output.Seal(
                var handle, var spis, var id, var message, var isCut) =>
                Sealed(Seal(
                    handle,
                    HandshakeMessages.Message(
                        spis, IkeRole.Responder, ExchangeType.IkeAuth, id),
                    HandshakeMessages.ToPayloads(message, IkeRole.Responder), isCut)),
            IkeResponder.Output.SealRefusal(
                var handle, var spis, var exchange, var id, var notify) refusal =>
                Sealed(Seal(
                    handle,
                    HandshakeMessages.Message(spis, IkeRole.Responder, exchange, id),
                    HandshakeMessages.ToPayloads(notify, refusal.Eap), isCut: false)),
            IkeResponder.Output.Forget(var handle) => Forget<IkeResponder.Input>(handle),
            IkeResponder.Output.DemandCookie or IkeResponder.Output.Reply
                or IkeResponder.Output.Send or IkeResponder.Output.Establish
                or IkeResponder.Output.AskServer => null,
        };

    /// <summary>What an output of an initiator gives; null: it is the caller's to do.</summary>
    /// <param name="output">The output.</param>
    /// <param name="flow">Over which the request goes.</param>
    public IkeInitiator.Input? Do(IkeInitiator.Output output, Flow flow) => output switch
    {
        IkeInitiator.Output.BeginExchange(var method) =>
            keys.TryStart(method, out var share, out var value, out _)
                ? new IkeInitiator.Input.Shared(value, new(share))
                : new IkeInitiator.Input.Failed(),
        IkeInitiator.Output.Write(var spis, var message) =>
            new IkeInitiator.Input.Written(Written(spis, IkeRole.Initiator, message, flow)),
        IkeInitiator.Output.Complete(var share, var suite, var spis, var nonces, var theirs) =>
            keys.TryComplete(share.Value, suite, spis, nonces, theirs, out var made, out _)
                ? new IkeInitiator.Input.Keyed(new(made))
                : new IkeInitiator.Input.NotKeyed(),
        IkeInitiator.Output.Prove(var handle, var claim, var peer, var hashes) =>
            Prove(handle, claim, peer ?? default, hashes) is var (auth, certificates)
                ? new IkeInitiator.Input.Proved(auth, certificates)
                : new IkeInitiator.Input.Failed(),
        IkeInitiator.Output.SealExchange(
            var handle, var spis, var id, var message, var before, var isCut) =>
            Seal(handle, spis, IkeRole.Initiator, id, message, before, isCut)
                is var (octets, covered)
                ? new IkeInitiator.Input.ExchangeSealed(octets, covered)
                : new IkeInitiator.Input.Failed(),
        IkeInitiator.Output.CompleteMore(
            var share, var before, var suite, var spis, var nonces, var theirs) =>
            keys.TryCompleteMore(
                share.Value, before.Value, suite, spis, nonces, theirs, out var next, out _)
                ? new IkeInitiator.Input.Keyed(new(next))
                : new IkeInitiator.Input.NotKeyed(),
        IkeInitiator.Output.Seal(var handle, var spis, var id, var message, var isCut) =>
            Seal(
                handle,
                HandshakeMessages.Message(spis, IkeRole.Initiator, ExchangeType.IkeAuth, id),
                HandshakeMessages.ToPayloads(message, IkeRole.Initiator), isCut) is { } sealedAs
                    ? new IkeInitiator.Input.Sealed(sealedAs)
                    : new IkeInitiator.Input.Failed(),
        IkeInitiator.Output.SealEnd(var handle, var spis, var id, var said) =>
            SealEnd(handle, spis, id, said) is { } end
                ? new IkeInitiator.Input.Sealed(end)
                : new IkeInitiator.Input.Failed(),
        IkeInitiator.Output.Verify(var handle, var claim, var message) =>
            Verify(handle, claim, message, out var why) is null
                ? new IkeInitiator.Input.Denied(why)
                : new IkeInitiator.Input.Verified(),
        IkeInitiator.Output.VerifyByEap(var handle, var claim, var auth, var msk) =>
            keys.IsProvedByEap(handle.Value, claim, auth, msk.Value)
                ? new IkeInitiator.Input.Verified()
                : new IkeInitiator.Input.Denied(new(AuthFault.NotProved, "EAP")),
        IkeInitiator.Output.ProveByEap(var handle, var claim, var msk) =>
            new IkeInitiator.Input.Proved(
                keys.ProveByEap(handle.Value, claim, msk.Value), []),
        IkeInitiator.Output.DeriveChild(var handle, var suite, var nonces) =>
            new IkeInitiator.Input.ChildKeyed(
                new(keys.DeriveChild(handle.Value, suite, nonces))),
        IkeInitiator.Output.Forget(var handle) => Forget<IkeInitiator.Input>(handle),
        IkeInitiator.Output.Send or IkeInitiator.Output.Establish
            or IkeInitiator.Output.Redirected or IkeInitiator.Output.GaveUp
            or IkeInitiator.Output.AskMethod => null,
    };

    private static Octets Written(
        IkeSpiPair spis, IkeRole sender, Greeting message, Flow flow) => new(
            HandshakeMessages.Message(
                spis, sender, ExchangeType.IkeSaInit, 0,
                HandshakeMessages.ToPayloads(message, spis, flow)).ToArray());

    private static IkeResponder.Input Sealed(Items<Octets>? octets) => octets is { } some
        ? new IkeResponder.Input.Sealed(some)
        : new IkeResponder.Input.Failed();

    private Items<Octets>? Seal(
        KeyHandle handle, IkeHeaderValue header, InnerPayloadsValue inner, bool isCut) =>
        keys.TrySeal(
            handle.Value, header, inner, isCut ? most : null, out var datagrams, out _)
            ? datagrams
            : null;

    /// <summary>A message of IKE_INTERMEDIATE, and what AUTH covers of it.</summary>
    private (Items<Octets> Octets, Octets Covered)? Seal(
        KeyHandle handle, IkeSpiPair spis, IkeRole sender, uint id, AddedExchange message,
        Octets before, bool isCut) =>
        keys.TrySeal(
            handle.Value,
            HandshakeMessages.Message(spis, sender, ExchangeType.IkeIntermediate, id),
            HandshakeMessages.ToPayloads(message), isCut ? most : null, before,
            out var datagrams, out var covered, out _)
            ? (datagrams, covered)
            : null;

    private IkeResponder.Input Do(IkeResponder.Output.ExchangeMore more) =>
        keys.TryRespondMore(
            more.Before.Value, more.Suite, more.Method, more.Spis, more.Nonces, more.PeerShare,
            out var value, out var made, out _)
            ? new IkeResponder.Input.Keyed(value, new(made))
            : new IkeResponder.Input.NotKeyed();

    /// <summary>A Delete of the IKE SA in the request behind IKE_AUTH, RFC 7296 §1.4.1, and why.
    /// </summary>
    private Items<Octets>? SealEnd(
        KeyHandle handle, IkeSpiPair spis, uint id, NotifyPayloadValue? why) =>
        keys.TrySeal(
            handle.Value,
            HandshakeMessages.Message(spis, IkeRole.Initiator, ExchangeType.Informational, id),
            ExchangeMessages.ToPayloads(new ExchangeMessage.Inform([], DeletesIke: true)
            {
                Says = why is null ? [] : [why],
            }),
            null, out var datagrams, out _)
            ? datagrams
            : null;

    private TInput? Forget<TInput>(KeyHandle handle)
        where TInput : class
    {
        keys.Forget(handle.Value);
        return null;
    }
}
