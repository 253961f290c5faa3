using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Ikev1;
using Holdfast.Tests.Examples.StateMachines.Ike.Establishing;
using static Holdfast.Tests.Examples.StateMachines.Ikev1.Ikev1Cases;

namespace Holdfast.Tests.Examples.StateMachines.Ikev1;

/// <summary>What the machines of IKEv1 do not let pass.</summary>
public sealed class Rfc2409_5_Strictness
{
    private static readonly Octets Mirror = Octets.FromHex("0101010101010101");
    private static readonly IkeSpiPair Cookies = new(new(1), new(2));
    private static readonly StandingIsakmp Standing = new(
        Cookies, new(7), new(Octets.FromHex("00112233445566778899aabbccddeeff")));

    private static readonly ChildSuite Child = new(
        ProtocolId.Esp, EncryptionSpecs.Find(EncryptionAlgorithm.AesCbc, 128)!,
        IntegritySpec.Find(IntegrityAlgorithm.HmacSha256Truncated128)!, Esn: false);

    /// <summary>Messages come after the keys of their SA were zeroed: they say nothing.</summary>
    [Fact]
    public void A_message_of_quick_mode_under_an_SA_that_is_gone_is_nothing()
    {
        using var keys = new IsakmpHandshakeKeys(CryptoProviders.Managed(), _ => { });
        var work = new IsakmpWork(keys, (_, _) => null);
        var octets = new byte[28 + 32];
        var header = PhaseOneMessages.Message(
            Cookies, IsakmpExchangeType.QuickMode, new(9), []) with
        {
            Encrypted = true,
        };
        header.ToArray().CopyTo(octets, 0);
        octets[27] = (byte)octets.Length;
        var half = new QuickHalf(Standing, new(9), new(5), new(Mirror, default));
        var open = new IsakmpOpen(Mirror, 1, TimeSpan.FromTicks(1), Instant.Zero);
        var range = TrafficRange.Between(
            HostAddress.From([10, 0, 0, 0]), HostAddress.From([10, 0, 0, 1]));
        Assert.Null(work.Read(
            new QuickInitiator.State.Waiting(
                new(Standing, [Child], range, range), half, open),
            octets, HandshakeCases.Near));
        Assert.Null(work.Read(
            new QuickResponder.State.Idle(), Standing, octets, HandshakeCases.Far,
            (new(6), Mirror), new([Child], [])));
        Assert.Null(work.Read(
            new QuickResponder.State.Waiting(
                half,
                new(
                    new(new(1), new(2)), new(9),
                    new(
                        new(5), new(6), Child, new([range], [range]), false, default),
                    default, new(Mirror, Mirror)),
                open),
            Standing, octets, HandshakeCases.Far, (new(6), Mirror), new([Child], [])));
    }

    /// <summary>Aggressive mode binds no status to the exchange: it is neither said in it nor
    /// heard.</summary>
    [Theory]
    [InlineData(PhaseOneMode.Main, true)]
    [InlineData(PhaseOneMode.Aggressive, false)]
    public void A_status_is_not_of_aggressive_mode(PhaseOneMode mode, bool isSaid)
    {
        var half = new PhaseOneHalf(mode, Cookies)
        {
            Suite = IsakmpSuiteChoices.Default[0],
            Keys = new(7),
            Life = new(3_600),
        };
        var status = new PhaseOneMessage
        {
            Identity = HandshakeCases.Mars,
            IsInitialContact = true,
            Life = new(60),
        };
        var wish = new PhaseOneWish(mode, HandshakeCases.Carol, null, IsInitialContact: true);
        var config = Checked(new PhaseOneInitiator.Settings());
        var open = new IsakmpOpen(Mirror, 1, TimeSpan.FromTicks(1), Instant.Zero);
        var keyed = PhaseOneInitiator.Step(
            config,
            new PhaseOneInitiator.State.Keying(
                wish, new PhaseOneInitiator.State.Offering(wish, half, open), half, status),
            Instant.Zero, new PhaseOneInitiator.Input.Keyed(new(7), Standing.Last));
        var prove = keyed.Outputs.OfType<PhaseOneInitiator.Output.Prove>().Single();
        Assert.Equal(isSaid, prove.Message.IsInitialContact);

        PhaseOneInitiator.Input last = mode == PhaseOneMode.Main
            ? new PhaseOneInitiator.Input.Proved(status, Standing.Last)
            : new PhaseOneInitiator.Input.Sealed(Mirror, Standing.Last);
        PhaseOneInitiator.State before = mode == PhaseOneMode.Main
            ? new PhaseOneInitiator.State.Authenticating(wish, half, open)
            : new PhaseOneInitiator.State.Proving(wish, half, status);
        var made = PhaseOneInitiator.Step(config, before, Instant.Zero, last).Outputs
            .OfType<PhaseOneInitiator.Output.Establish>().Single().Made;
        Assert.Equal((isSaid, isSaid ? 60U : 3_600U), (made.IsInitialContact, made.Life.Seconds));

        var believed = PhaseOneResponder.Step(
            Checked(new PhaseOneResponder.Settings { TakesAggressive = true }),
            new PhaseOneResponder.State.Authenticating(
                half, new(HandshakeCases.Carol, null), new(Mirror, Mirror), null,
                Instant.Zero + TimeSpan.FromHours(1)),
            Instant.Zero, new PhaseOneResponder.Input.Proved(
                status, NatSides.None, Mirror, Standing.Last));
        Assert.Equal(isSaid, (believed.State switch
        {
            PhaseOneResponder.State.Proving proving => proving.Made,
            PhaseOneResponder.State.Committing committing => committing.Made,
            _ => null,
        })!.IsInitialContact);
    }

    /// <summary>A port is one of a protocol: of all protocols at once there is none.</summary>
    [Fact]
    public void A_port_without_a_protocol_is_no_traffic()
    {
        var one = HostAddress.Parse("10.0.0.1");
        Assert.False(IsakmpTraffic.TryRead(
            new()
            {
                IdType = IsakmpIdType.Ipv4Address,
                Port = 80,
                Data = Octets.FromHex("0a000001"),
            },
            out _));
        Assert.Null(IsakmpTraffic.ToIdentity(new(0, PortRange.Of(80), one, one)));
    }

    /// <summary>The order of quick mode is no matter of taste.</summary>
    [Fact]
    [Requirement("RFC2409-5.5-f")]
    public void In_quick_mode_nothing_stands_between_HASH_and_SA()
    {
        IsakmpPayloadValue[] payloads =
        [
            new()
            {
                Body = new IsakmpPayloadBody.Sa(
                    QuickOffers.Offer([Child], new(5), new(60), false, false)),
            },
            new() { Body = new IsakmpPayloadBody.Nonce(new() { Data = Mirror }) },
        ];
        Assert.True(QuickMessages.TryRead(
            [.. payloads], HandshakeCases.Far, isFromInitiator: true, out _));
        Assert.False(QuickMessages.TryRead(
            [.. payloads.Reverse()], HandshakeCases.Far, isFromInitiator: true, out _));
    }
}
