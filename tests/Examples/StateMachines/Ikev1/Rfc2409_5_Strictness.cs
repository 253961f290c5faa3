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

    /// <summary>RFC 2409 §5.3: the first message of aggressive mode has all that keys are made of;
    /// of main mode it has the offer alone.</summary>
    [Theory]
    [InlineData("", true, true)]
    [InlineData("share", true, false)]
    [InlineData("nonce", true, false)]
    [InlineData("identity", true, false)]
    [InlineData("offer", false, false)]
    public void A_first_message_of_aggressive_mode_lacks_nothing(
        string lacks, bool isOfMain, bool isOfAggressive)
    {
        var config = Checked(new PhaseOneResponder.Settings { TakesAggressive = true });
        var message = new PhaseOneMessage
        {
            Proposals = lacks == "offer" ? null : IsakmpOffers.Offer(config.Suites, config.Life),
            Share = lacks == "share" ? default : Mirror,
            Nonce = lacks == "nonce" ? default : Mirror,
            Identity = lacks == "identity" ? default : HandshakeCases.Carol,
        };
        Assert.Equal(isOfMain, IsTaken(PhaseOneMode.Main));
        Assert.Equal(isOfAggressive, IsTaken(PhaseOneMode.Aggressive));

        bool IsTaken(PhaseOneMode mode)
        {
            var next = PhaseOneResponder.Step(
                config, new PhaseOneResponder.State.Idle(), Instant.Zero,
                new PhaseOneResponder.Input.Offered(
                    mode, message, Cookies.Initiator, Mirror, Cookies.Responder, Mirror));
            Assert.Equal(next.State is PhaseOneResponder.State.Idle, next.Outputs.IsEmpty);
            return !next.Outputs.IsEmpty;
        }
    }

    /// <summary>RFC 3947 §3.2: one for each address that a sender may have; nobody has more than
    /// are kept.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(40)]
    public void The_first_16_NAT_D_payloads_are_kept(int count)
    {
        Items<Octets> hashes =
        [
            .. Enumerable.Range(0, count).Select(at => Octets.FromHex($"{at:x8}")),
        ];
        Assert.True(PhaseOneMessages.TryRead(
            [
                .. hashes.Select(hash => new IsakmpPayloadValue
                {
                    Body = new IsakmpPayloadBody.NatDiscovery(new() { Hash = hash }),
                }),
            ],
            out var message));
        Assert.Equal(hashes.Take(16), message.NatHashes);
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

    /// <summary>Anybody can send octets with both cookies: one answer to all of it, and what is
    /// good is heard behind it.</summary>
    [Theory]
    [InlineData(PhaseOneMode.Main)]
    [InlineData(PhaseOneMode.Aggressive)]
    public void What_is_not_under_the_keys_of_both_is_answered_once(PhaseOneMode mode)
    {
        var config = Checked(new PhaseOneResponder.Settings { TakesAggressive = true });
        PhaseOneResponder.State state = new PhaseOneResponder.State.Authenticating(
            new(mode, Cookies) { Suite = IsakmpSuiteChoices.Default[0], Keys = new(7) },
            new(HandshakeCases.Mars, null), new(Mirror, Mirror), null,
            Instant.Zero + TimeSpan.FromHours(1));
        var informs = new List<PhaseOneResponder.Output>();
        for (var at = 0; at < 3; at++)
        {
            var next = PhaseOneResponder.Step(
                config, state, Instant.Zero, new PhaseOneResponder.Input.NotProved());
            informs.AddRange(next.Outputs);
            state = next.State;
        }

        Assert.Equal(
            [
                new PhaseOneResponder.Output.Inform(
                    new(Cookies, new(7), default),
                    Information.Refusing(IsakmpNotifyType.PayloadMalformed)),
            ],
            informs);
        var proved = PhaseOneResponder.Step(
            config, state, Instant.Zero, new PhaseOneResponder.Input.Proved(
                new() { Identity = HandshakeCases.Carol }, NatSides.None, Mirror, Standing.Last));
        Assert.NotEqual(state, proved.State);
        Assert.NotEmpty(proved.Outputs.AsEnumerable());
    }

    /// <summary>SPIs of 1 to 255 are kept for others, and 0 is never sent.</summary>
    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(255, false)]
    [InlineData(256, true)]
    [InlineData(uint.MaxValue, true)]
    [Requirement("RFC4303-2.1-b")]
    public void A_peer_receives_at_no_SPI_below_256(uint spi, bool isTaken)
    {
        var (carol, mars) = (HandshakeCases.AtCarol[0], HandshakeCases.AtMars[0]);
        var message = new QuickMessage
        {
            Proposals = QuickOffers.Offer([Child], new(spi), SaLife.Default, false, false),
            Nonce = Mirror,
            Initiator = carol,
            Responder = mars,
        };
        var half = new QuickHalf(Standing, new(9), new(0x1001), new(Mirror, default));
        var asked = QuickResponder.Step(
            Checked(new QuickResponder.Settings()), new QuickResponder.State.Idle(),
            Instant.Zero, new QuickResponder.Input.Asked(
                message, half, new([Child], [new([mars], [carol])])));
        Assert.Equal(isTaken, asked.State is QuickResponder.State.Answering);
        var answered = QuickInitiator.Step(
            Checked(new QuickInitiator.Settings()),
            new QuickInitiator.State.Waiting(
                new(Standing, [Child], carol, mars), half,
                new(Mirror, 1, TimeSpan.FromTicks(1), Instant.Zero)),
            Instant.Zero,
            new QuickInitiator.Input.Answered(
                message with { Nonce = HandshakeCases.Drawn }, Mirror, Standing.Last));
        Assert.Equal(isTaken, answered.State is QuickInitiator.State.Completing);
    }

    /// <summary>Of two modes nobody knows which is meant, and one said twice is one too many.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void An_offer_has_one_mode(ushort second)
    {
        var offer = QuickOffers.Offer([Child], new(0x1001), new(60), false, false);
        var proposal = IsakmpOffers.ProposalsOf(offer)[0];
        var doubled = proposal.Transforms[0] with
        {
            Attributes = proposal.Transforms[0].Attributes.Add(
                new() { ShortForm = true, AttributeType = 4, AttributeValue = second }),
        };
        Assert.NotNull(QuickOffers.Choose([Child], offer, isEncapsulated: false));
        Assert.Null(QuickOffers.Choose(
            [Child],
            new()
            {
                Body = new IsakmpSaPayloadBody.Ipsec(new()
                {
                    Body = new IpsecSituationBody.IdentityOnly(
                        new() { Proposals = [proposal with { Transforms = [doubled] }] }),
                }),
            },
            isEncapsulated: false));
    }

    /// <summary>SA, key exchange and nonce are said once, and of the identities both or none.
    /// </summary>
    [Fact]
    public void Quick_mode_says_nothing_twice_and_names_both_ends_or_neither()
    {
        var ends = HandshakeCases.AtCarol[0];
        var payloads = QuickMessages.ToPayloads(
            new()
            {
                Proposals = QuickOffers.Offer([Child], new(5), new(60), false, false),
                Nonce = Mirror,
                Share = Mirror,
                Initiator = ends,
                Responder = ends,
            },
            Mirror)!.Value;
        var names = payloads.Where(one => one.Body is IsakmpPayloadBody.Id).ToArray();
        var rest = payloads.Where(one => one.Body is not IsakmpPayloadBody.Id).ToArray();
        Assert.Equal((2, 3), (names.Length, rest.Length));
        Assert.All(rest, one => Assert.False(IsRead([.. payloads, one], out var message)
            || message is not null));
        Assert.True(IsRead(payloads, out var both));
        Assert.Equal((ends, ends), (both!.Initiator, both.Responder));
        Assert.True(IsRead([.. rest], out var none));
        Assert.Equal(HandshakeCases.Far.Path.Remote, none!.Initiator!.First);
        Assert.False(IsRead([.. rest, names[0]], out _));
        Assert.False(IsRead([.. payloads, names[0]], out _));

        static bool IsRead(Items<IsakmpPayloadValue> payloads, out QuickMessage? message) =>
            QuickMessages.TryRead(
                payloads, HandshakeCases.Far, isFromInitiator: true, out message);
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
