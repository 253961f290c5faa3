using System.Buffers.Binary;
using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines.Ikev1;
using Holdfast.Tests.Examples.StateMachines.Ike.Establishing;

namespace Holdfast.Tests.Examples.StateMachines.Ikev1;

/// <summary>A quick mode of a capture as both sides understood it.</summary>
internal sealed class RecordedQuickMode
{
    private readonly RecordedModes _recorded;
    private readonly StandingIsakmp _isakmp;

    public RecordedQuickMode(RecordedModes recorded, StandingIsakmp isakmp, Octets[] messages)
    {
        (_recorded, _isakmp, Messages) = (recorded, isakmp, messages);
        Id = RecordedModes.HeaderOf(messages[0]).MessageId;
        var first = recorded.Keys.ChainOf(isakmp.Keys.Value, isakmp.Last, Id);
        (Asked, AfterFirst) = Open(0, PhaseTwoHash.One, default, first);
        (Answered, AfterSecond) = Open(1, PhaseTwoHash.Two, new(Asked.Nonce, default), AfterFirst);
        Nonces = new(Asked.Nonce, Answered.Nonce);
        var chosen = IsakmpOffers.ProposalsOf(Answered.Proposals!)[0];
        Assert.True(IsakmpChildSuites.TryResolve(
            chosen.ProtocolId, chosen.Transforms[0], AlgorithmPolicy.DecodeOnly, out var suite,
            out _));
        Suite = suite;
        IsEncapsulated = chosen.Transforms[0].Attributes
            .Any(one => one is { AttributeType: 4, AttributeValue: 3 or 4 });
        IsTransport = chosen.Transforms[0].Attributes
            .Any(one => one is { AttributeType: 4, AttributeValue: 2 or 4 });
        (SpiOfInitiator, SpiOfResponder) = (
            SpiOf(IsakmpOffers.ProposalsOf(Asked.Proposals!)[0].Spi), SpiOf(chosen.Spi));
    }

    public Octets[] Messages { get; }

    public MessageId Id { get; }

    public QuickMessage Asked { get; }

    public QuickMessage Answered { get; }

    public IvChain AfterFirst { get; }

    public IvChain AfterSecond { get; }

    public ExchangeNonces Nonces { get; }

    public ChildSuite Suite { get; }

    public bool IsEncapsulated { get; }

    public bool IsTransport { get; }

    public Spi SpiOfInitiator { get; }

    public Spi SpiOfResponder { get; }

    /// <summary>What was offered, as it was said.</summary>
    public SaLife Life => SaLife.OfPhaseTwo(
        IsakmpOffers.ProposalsOf(Asked.Proposals)[0].Transforms[0].Attributes);

    /// <summary>The keys, which are those that the lab wrote down.</summary>
    public ulong Adopt()
    {
        using var shared = _recorded.SharedOf($"{SpiOfInitiator.Value:x8}")
            ?? _recorded.SharedOf($"{SpiOfResponder.Value:x8}");
        Assert.Equal(Suite.KeyExchange != KeyExchangeMethod.None, shared is not null);
        var child = _recorded.Keys.AdoptChild(
            _isakmp.Keys.Value, Suite, (ToOctets(SpiOfInitiator), ToOctets(SpiOfResponder)),
            Nonces, shared);
        var keys = _recorded.Keys.ChildKeysOf(child);
        RecordedExchanges.AreKeysOf(
            _recorded.Capture, SpiOfInitiator, keys, IkeRole.Responder);
        RecordedExchanges.AreKeysOf(
            _recorded.Capture, SpiOfResponder, keys, IkeRole.Initiator);
        return child;
    }

    private (QuickMessage Message, IvChain Next) Open(
        int at, PhaseTwoHash kind, ExchangeNonces nonces, IvChain chain)
    {
        Assert.True(
            _recorded.Keys.TryOpen(
                _isakmp.Keys.Value, Messages[at].Span, Id, kind, nonces, chain,
                out var payloads, out var next, out var error),
            $"{error}");
        Assert.True(QuickMessages.TryRead(
            payloads, HandshakeCases.Far, isFromInitiator: kind == PhaseTwoHash.One,
            out var message));
        return (message, next);
    }

    private static Spi SpiOf(Octets octets) =>
        new(BinaryPrimitives.ReadUInt32BigEndian(octets.Span));

    private static Octets ToOctets(Spi spi)
    {
        var octets = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(octets, spi.Value);
        return new(octets);
    }
}
