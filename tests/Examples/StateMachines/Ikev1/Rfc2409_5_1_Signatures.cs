using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Ikev1;
using Holdfast.Tests.Examples.StateMachines.Ike.Establishing;
using static Holdfast.Tests.Examples.StateMachines.Ikev1.Ikev1Cases;

namespace Holdfast.Tests.Examples.StateMachines.Ikev1;

/// <summary>RFC 2409 §5.1: both sides sign.</summary>
public sealed class Rfc2409_5_1_Signatures
{
    private static readonly Octets Said = Octets.FromHex("0101010101010101");
    private static readonly IkeSpiPair Cookies = new(new(1), new(2));
    private static readonly IvChain Chain = new(Octets.FromHex("00112233445566778899aabbccddeeff"));
    private static readonly Instant Later = Instant.Zero + TimeSpan.FromHours(1);

    private static readonly PhaseOneMessage Claim = new()
    {
        Identity = HandshakeCases.Carol,
        Signature = Said,
    };

    /// <summary>What a recorded peer has signed opens, by numbers alone, to HASH_I or HASH_R as
    /// HMAC gives it, padded without the name of a hash.</summary>
    [Theory]
    [InlineData(IkeRole.Initiator)]
    [InlineData(IkeRole.Responder)]
    [Requirement("RFC2409-5.1-a")]
    [Requirement("RFC2409-5.1-b")]
    [Requirement("RFC2409-5.1-c")]
    public void Signed_are_the_octets_of_HASH_themselves(IkeRole side)
    {
        using var recorded = RecordedModes.Of("v1-main-rsa");
        using var signers = new LabSigners();
        var keys = recorded.Adopt();
        var (fifth, behind) = recorded.Open(
            keys, 4, recorded.Keys.FirstChainOf(keys, recorded.Exchange));
        var message = side == IkeRole.Initiator ? fifth : recorded.Open(keys, 5, behind).Message;
        using var shared = recorded.SharedOf($"{recorded.Cookies.Initiator.Value:x16}")!;
        ReadOnlySpan<byte> nonces =
            [.. recorded.Nonces.Initiator.Span, .. recorded.Nonces.Responder.Span];
        var skeyid = HMACSHA256.HashData(nonces, shared.Span);
        var (first, second) = (recorded.Shares.Initiator, recorded.Shares.Responder);
        var (cookie, other) = (recorded.Cookies.Initiator, recorded.Cookies.Responder);
        if (side == IkeRole.Responder)
        {
            (first, second, cookie, other) = (second, first, other, cookie);
        }

        var both = new byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(both, cookie.Value);
        BinaryPrimitives.WriteUInt64BigEndian(both.AsSpan(8), other.Value);
        byte[] covered =
        [
            .. first.Span, .. second.Span, .. both, .. recorded.First.SaBody.Span,
            .. message.Identity.Span,
        ];
        var hash = HMACSHA256.HashData(skeyid, covered);
        using var certificate =
            X509CertificateLoader.LoadCertificate(message.Certificates[0].Data.Span);
        using var rsa = certificate.GetRSAPublicKey()!;
        var numbers = rsa.ExportParameters(includePrivateParameters: false);
        var opened = BigInteger.ModPow(
            Number(message.Signature.Span), Number(numbers.Exponent), Number(numbers.Modulus));
        byte[] padded =
            [1, .. Enumerable.Repeat((byte)0xff, 256 - 3 - hash.Length), 0, .. hash];
        Assert.Equal(
            Convert.ToHexString(padded),
            Convert.ToHexString(opened.ToByteArray(isUnsigned: true, isBigEndian: true)));
        Assert.Equal(
            message.Signature,
            recorded.Keys.Sign(
                keys, recorded.Exchange, side, message.Identity,
                side == IkeRole.Initiator ? signers.LeftKey : signers.RightKey));
        Assert.Equal(
            side == IkeRole.Initiator ? signers.LeftCertificate : signers.RightCertificate,
            Assert.Single(message.Certificates));
    }

    /// <summary>strongSwan asks for the authority by its name in DER, in the fourth message and in
    /// the fifth.</summary>
    [Fact]
    public void An_authority_is_asked_for_by_its_name()
    {
        using var recorded = RecordedModes.Of("v1-main-rsa");
        using var signers = new LabSigners();
        using var authority = X509CertificateLoader.LoadCertificate(signers.Authority.Span);
        var name = new Octets(authority.SubjectName.RawData);
        Assert.Equal([name], recorded.Fourth.Authorities);
        var keys = recorded.Adopt();
        var (fifth, _) = recorded.Open(
            keys, 4, recorded.Keys.FirstChainOf(keys, recorded.Exchange));
        Assert.Equal([name], fifth.Authorities);
    }

    /// <summary>What is wrong with a message of the peer, whether a chain is looked at for it, and
    /// what it is to the machine.</summary>
    [Theory]
    [InlineData("nothing", 1, "Verified")]
    [InlineData("another octet", 0, "NotProved")]
    [InlineData("no signature", 0, "NotProved")]
    [InlineData("another certificate", 0, "NotProved")]
    [InlineData("a certificate that does not parse", 0, "NotProved")]
    [InlineData("no certificate", 1, "NotProved")]
    [InlineData("too many certificates", 0, "NotProved")]
    [InlineData("an unknown name", 1, "Distrusted")]
    [InlineData("a certificate that nobody trusts", 1, "Distrusted")]
    public void Only_a_right_signature_has_a_certificate_judged(
        string what, int judged, string verdict)
    {
        using var signers = new LabSigners();
        using var keys = new IsakmpHandshakeKeys(CryptoProviders.Managed(), one => one.Fill(7));
        using var secret = new Secret("a secret of both"u8);
        var half = Half(PhaseOneMode.Main) with { SaBody = Said };
        half = half with
        {
            Keys = new(keys.Adopt(half.Suite!, half.Exchange, new(Said, Said), secret, null)),
        };
        var name = what == "an unknown name" ? HandshakeCases.Carol : LabSigners.Left;
        var signer = what == "a certificate that nobody trusts"
            ? signers.RightKey
            : signers.LeftKey;
        var signature = keys.Sign(
            half.Keys.Value, half.Exchange, IkeRole.Initiator, name, signer)!.Value.ToArray();
        signature[100] ^= (byte)(what == "another octet" ? 1 : 0);
        var work = new IsakmpWork(keys, (_, _) => null, signers.Judge);
        var message = new PhaseOneMessage
        {
            Identity = name,
            Signature = what == "no signature" ? default : new(signature),
            Certificates = what switch
            {
                "no certificate" => [],
                "another certificate" or "a certificate that nobody trusts" =>
                    [signers.RightCertificate],
                "a certificate that does not parse" =>
                    [signers.LeftCertificate with { Data = Said }],
                "too many certificates" =>
                [
                    .. Enumerable.Repeat(
                        signers.LeftCertificate, HandshakeWork.CertificatesMax + 1),
                ],
                _ => [signers.LeftCertificate],
            },
        };
        var theirs = work.Do(
            new PhaseOneResponder.Output.Verify(half, message), HandshakeCases.Far)!;
        Assert.Equal((verdict, judged), (theirs.GetType().Name, signers.Judged));
        Assert.True(verdict != "Verified"
            || theirs == new PhaseOneResponder.Input.Verified(LabSigners.Right));

        // For the journal: that a certificate is of no use, and what is wrong with it.
        Assert.True(what != "a certificate that does not parse"
            || theirs is PhaseOneResponder.Input.NotProved(
            { Fault: AuthFault.BadCertificate, Subject.Length: > 0 }));
    }

    /// <summary>Where both have to sign, HASH proves nothing; nor does a signature where they have
    /// a key.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Nobody_proves_itself_in_the_other_way(bool signs)
    {
        var half = Half(PhaseOneMode.Main);
        half = signs ? half : half with { Suite = IsakmpSuiteChoices.Default[0] };
        var begun = Begun(half);
        var first = Step(begun, signs
            ? new PhaseOneInitiator.Input.Proved(Claim, Chain)
            : new PhaseOneInitiator.Input.Claimed(Claim, Chain));
        Assert.Equal(begun, first.State);
        Assert.True(first.Outputs.IsEmpty);
        var answered = Answered(half);
        var second = Step(answered, signs
            ? new PhaseOneResponder.Input.Proved(Claim, NatSides.None, Said, Chain)
            : new PhaseOneResponder.Input.Claimed(Claim, NatSides.None, Said, Chain));
        Assert.Equal(answered, second.State);
        Assert.True(second.Outputs.IsEmpty);
    }

    /// <summary>Anybody who knows the cookies may have sent it: one ends nothing, one word answers
    /// it, and it is bounded how many are verified.</summary>
    [Fact]
    public void A_bad_signature_ends_nothing_and_few_are_verified()
    {
        var bad = new AuthError(AuthFault.NotProved);
        PhaseOneInitiator.State begun = Begun(Half(PhaseOneMode.Main));
        PhaseOneResponder.State answered = Answered(Half(PhaseOneMode.Main));
        var (asked, judged, informed) = (0, 0, 0);
        for (var at = 0; at < 10; at++)
        {
            Assert.Equal(
                at < PhaseOneMessages.DoubtsMax, begun is PhaseOneInitiator.State.Authenticating);
            var first = Step(begun, new PhaseOneInitiator.Input.Claimed(Claim, Chain));
            asked += first.Outputs.Count(one => one is PhaseOneInitiator.Output.Verify);
            begun = Step(first.State, new PhaseOneInitiator.Input.NotProved(bad)).State;
            var second = Step(
                answered, new PhaseOneResponder.Input.Claimed(Claim, NatSides.None, Said, Chain));
            judged += second.Outputs.Count(one => one is PhaseOneResponder.Output.Verify);
            var told = Step(second.State, new PhaseOneResponder.Input.NotProved(bad));
            informed += told.Outputs.Count(one => one is PhaseOneResponder.Output.Inform);
            answered = told.State;
        }

        Assert.IsType<PhaseOneResponder.State.Authenticating>(answered);
        Assert.Equal(
            (PhaseOneMessages.DoubtsMax, PhaseOneMessages.DoubtsMax, 1),
            (asked, judged, informed));
    }

    /// <summary>Whoever hears nobody any more does not wait until its time is up: the peer is told,
    /// and it is begun anew.</summary>
    [Fact]
    public void Behind_as_many_bad_signatures_as_are_verified_what_we_have_begun_is_over()
    {
        var half = Half(PhaseOneMode.Main) with { Doubts = PhaseOneMessages.DoubtsMax - 1 };
        IvChain behind = new(Said);
        var over = Step(
            Step(Begun(half), new PhaseOneInitiator.Input.Claimed(Claim, behind)).State,
            new PhaseOneInitiator.Input.NotProved(new(AuthFault.NotProved)));
        var refusal = PhaseOneMessages.Notice(IsakmpNotifyType.InvalidSignature);
        Assert.IsType<PhaseOneInitiator.State.Gone>(over.State);
        Assert.Equal(
            [
                new PhaseOneInitiator.Output.Inform(
                    new(Cookies, half.Keys, behind),
                    new() { Says = [refusal], Isakmps = [Cookies] }),
                new PhaseOneInitiator.Output.Forget(half.Keys),
                new PhaseOneInitiator.Output.GaveUp(null) { Told = refusal },
            ],
            over.Outputs.AsEnumerable());
    }

    /// <summary>The IV is that behind the last message that was right.</summary>
    [Fact]
    public void Behind_a_bad_signature_the_right_one_is_heard()
    {
        var half = Half(PhaseOneMode.Main);
        var bad = new PhaseOneInitiator.Input.Claimed(Claim, new(Said));
        var doubted = Step(Step(Begun(half), bad).State, new PhaseOneInitiator.Input.NotProved());
        Assert.Equal(half with { Doubts = 1 }, PhaseOneInitiator.HalfOf(doubted.State));
        var made = Step(
            Step(doubted.State, new PhaseOneInitiator.Input.Claimed(Claim, Chain)).State,
            new PhaseOneInitiator.Input.Verified())
            .Outputs.OfType<PhaseOneInitiator.Output.Establish>().Single().Made;
        Assert.Equal((HandshakeCases.Carol, Chain), (made.Peer, made.Last));
    }

    /// <summary>Nobody signs under these keys but who has made them with us: it is told so, and its
    /// keys are zeroed at once.</summary>
    [Fact]
    public void Who_has_signed_and_is_not_trusted_is_told_so()
    {
        var half = Half(PhaseOneMode.Main);
        var why = new AuthError(AuthFault.NotTrusted);
        var first = Step(
            Step(Begun(half), new PhaseOneInitiator.Input.Claimed(Claim, Chain)).State,
            new PhaseOneInitiator.Input.Distrusted(why));
        var refusal = PhaseOneMessages.Notice(IsakmpNotifyType.AuthenticationFailed);
        var standing = new StandingIsakmp(Cookies, half.Keys, Chain);
        Assert.IsType<PhaseOneInitiator.State.Gone>(first.State);
        Assert.Equal(
            [
                new PhaseOneInitiator.Output.Inform(
                    standing, new() { Says = [refusal], Isakmps = [Cookies] }),
                new PhaseOneInitiator.Output.Forget(half.Keys),
                new PhaseOneInitiator.Output.GaveUp(null) { Told = refusal },
            ],
            first.Outputs.AsEnumerable());
        var second = Step(
            Step(
                Answered(half),
                new PhaseOneResponder.Input.Claimed(Claim, NatSides.None, Said, Chain)).State,
            new PhaseOneResponder.Input.Distrusted(why));
        Assert.IsType<PhaseOneResponder.State.Gone>(second.State);
        Assert.Equal(
            [
                new PhaseOneResponder.Output.Inform(
                    standing, Information.Refusing(IsakmpNotifyType.AuthenticationFailed)),
                new PhaseOneResponder.Output.Forget(half.Keys),
            ],
            second.Outputs.AsEnumerable());
    }

    /// <summary>While somebody is judged, time goes on: nothing is half-open for ever.</summary>
    [Fact]
    public void Whoever_is_judged_for_too_long_goes()
    {
        var verifying = Step(
            Answered(Half(PhaseOneMode.Main)),
            new PhaseOneResponder.Input.Claimed(Claim, NatSides.None, Said, Chain)).State;
        var config = Checked(new PhaseOneResponder.Settings());
        Assert.Equal(Later, PhaseOneResponder.Deadline(config, verifying));
        var late = PhaseOneResponder.Step(
            config, verifying, Later, new PhaseOneResponder.Input.Tick());
        Assert.IsType<PhaseOneResponder.State.Gone>(late.State);
        Assert.Equal(
            [new PhaseOneResponder.Output.Forget(new(7))], late.Outputs.AsEnumerable());
        Assert.True(Step(late.State, new PhaseOneResponder.Input.Verified(Said)).Outputs.IsEmpty);
    }

    /// <summary>Some send no certificate unless they are asked for one.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(40)]
    public void Whoever_signs_asks_for_certificates(int authorities)
    {
        Items<Octets> named = [.. Enumerable.Repeat(Said, authorities)];
        var expected = Math.Clamp(authorities, 1, PhaseOneMessages.AuthoritiesMax);
        var half = Half(PhaseOneMode.Main);
        var wish = new PhaseOneWish(PhaseOneMode.Main, HandshakeCases.Carol, null)
        {
            Authorities = named,
        };
        var open = new IsakmpOpen(Said, 1, TimeSpan.FromTicks(1), Instant.Zero);
        var keyed = Step(
            new PhaseOneInitiator.State.Keying(
                wish, new PhaseOneInitiator.State.Exchanging(wish, half, open), half, new()),
            new PhaseOneInitiator.Input.Keyed(new(7), Chain));
        var asked = keyed.Outputs.OfType<PhaseOneInitiator.Output.Prove>().Single()
            .Message.Authorities;
        Assert.Equal(expected, asked.Count);
        Assert.Equal(authorities == 0 ? 0 : Said.Length, asked[0].Length);
        Assert.Equal(
            authorities <= PhaseOneMessages.AuthoritiesMax,
            PhaseOneResponder.Config.TryCreate(
                new() { Authorities = named }, out _, out var error));
        Assert.Equal(authorities == 40, error.ToString().Contains("Authorities", default));
    }

    /// <summary>Of main mode the key exchange is there first; of aggressive mode there is no other
    /// message of the initiator before the responder signs.</summary>
    [Theory]
    [InlineData(PhaseOneMode.Main, 2, false)]
    [InlineData(PhaseOneMode.Aggressive, 2, true)]
    [InlineData(PhaseOneMode.Aggressive, 1, false)]
    public void A_first_message_asks_for_certificates_in_aggressive_mode_alone(
        PhaseOneMode mode, int suites, bool isAsked)
    {
        var begun = PhaseOneInitiator.Step(
            Checked(new PhaseOneInitiator.Settings { Suites = [.. EitherMethod.Take(suites)] }),
            new PhaseOneInitiator.State.Idle(), Instant.Zero,
            new PhaseOneInitiator.Input.Begin(
                new(mode, HandshakeCases.Carol, null) { Authorities = [Said] },
                Cookies.Initiator, Said));
        Assert.Equal(
            isAsked ? [Said] : Array.Empty<Octets>(),
            begun.Outputs.OfType<PhaseOneInitiator.Output.Write>().Single()
                .Message.Authorities.AsEnumerable());
    }

    private static BigInteger Number(ReadOnlySpan<byte> octets) =>
        new(octets, isUnsigned: true, isBigEndian: true);

    private static PhaseOneHalf Half(PhaseOneMode mode) => new(mode, Cookies)
    {
        Suite = EitherMethod[1],
        Shares = new(Said, Said),
        Keys = new(7),
    };

    private static PhaseOneInitiator.State.Authenticating Begun(PhaseOneHalf half) => new(
        new(half.Mode, HandshakeCases.Mars, HandshakeCases.Carol), half,
        new(Said, 1, TimeSpan.FromTicks(1), Later));

    private static PhaseOneResponder.State.Authenticating Answered(PhaseOneHalf half) => new(
        half, new(default, null), new(Said, Said), null, Later);

    private static Next<PhaseOneInitiator.State, PhaseOneInitiator.Output> Step(
        PhaseOneInitiator.State state, PhaseOneInitiator.Input input) => PhaseOneInitiator.Step(
            Checked(new PhaseOneInitiator.Settings()), state, Instant.Zero, input);

    private static Next<PhaseOneResponder.State, PhaseOneResponder.Output> Step(
        PhaseOneResponder.State state, PhaseOneResponder.Input input) => PhaseOneResponder.Step(
            Checked(new PhaseOneResponder.Settings()), state, Instant.Zero, input);
}
