using Holdfast.Codec;
using Holdfast.Protocol.Ike;

namespace Holdfast.Tests.Examples.Ike;

/// <summary>The data of notifications, by type: octets as their RFCs draw them.</summary>
public sealed class Notifications
{
    [Fact]
    [Requirement("RFC6311-6.3-a")]
    public void Message_ids_are_synchronised_by_a_nonce_and_two_expectations()
    {
        var sync = Data<NotifyPayloadData.MessageIdSync>(16422, "a1b2c3d4 00000007 00000102").Value;

        Assert.Equal("a1b2c3d4", sync.Nonce.ToString());
        Assert.Equal((new MessageId(7), new MessageId(0x102)), (
            sync.ExpectedSend, sync.ExpectedReceive));
    }

    [Theory]
    [Requirement("RFC6311-6.4-a")]
    [InlineData("00010000", 0x10000ul)]
    [InlineData("0000000200000001", 0x2_0000_0001ul)]
    public void A_replay_counter_delta_has_four_octets_or_eight(string hex, ulong delta)
    {
        var octets = Octets.FromHex(hex);
        Assert.True(ReplayCounterSync.TryParse(octets.Span, out var view, out _));
        Assert.Equal(delta, view.Delta);
        Assert.Equal(hex.Length == 16, view.High is not null);

        var value = Data<NotifyPayloadData.ReplayCounterSync>(16423, hex).Value;
        Assert.Equal(hex.Length == 16 ? (uint)(delta >> 32) : null, value.High);
    }

    [Fact]
    [Requirement("RFC5685-9.2-a")]
    [Requirement("RFC5685-9.3-a")]
    public void A_redirect_names_a_gateway_and_repeats_the_nonce()
    {
        var redirect = Data<NotifyPayloadData.Redirect>(16407, "01 04 0a090003 c0ffee").Value;
        Assert.Equal(GatewayIdentityType.Ipv4Address, redirect.IdentityType);
        Assert.Equal(
            ("0a090003", "c0ffee"), (redirect.Identity.ToString(), redirect.Nonce.ToString()));

        var from = Data<NotifyPayloadData.RedirectedFrom>(16408, "03 04 6d617273").Value;
        Assert.Equal((GatewayIdentityType.Fqdn, "6d617273"), (
            from.IdentityType, from.Identity.ToString()));
    }

    [Fact]
    public void A_ticket_has_a_lifetime()
    {
        var ticket = Data<NotifyPayloadData.TicketLtOpaque>(16409, "00000e10 0102030405").Value;
        Assert.Equal((3600u, "0102030405"), (ticket.Lifetime, ticket.Ticket.ToString()));
        Assert.Equal(
            "0102", Data<NotifyPayloadData.TicketOpaque>(16413, "0102").Value.Ticket.ToString());
    }

    [Fact]
    [Requirement("RFC4555-4.2.6-a")]
    public void No_NATs_are_allowed_between_two_addresses_of_either_family()
    {
        var four = Octets.FromHex("0a000001 0a000002 01f4 1194");
        Assert.True(NoNatsAllowed.TryParse(four.Span, out var view, out _));
        Assert.Equal("0a000001", Convert.ToHexStringLower(view.Source));
        Assert.Equal("0a000002", Convert.ToHexStringLower(view.Destination));
        Assert.Equal((500, 4500), (view.SourcePort, view.DestinationPort));

        var six = new byte[36];
        six[15] = 1;
        six[31] = 2;
        Assert.True(NoNatsAllowed.TryParse(six, out view, out _));
        Assert.Equal((16, 1), (view.Source.Length, view.Source[15]));
        Assert.Equal((16, 2), (view.Destination.Length, view.Destination[15]));
    }

    [Theory]
    [Requirement("RFC4555-4.2.2-a")]
    [InlineData(16397, 4)]
    [InlineData(16398, 16)]
    public void An_additional_address_has_the_octets_of_its_family(ushort type, int size)
    {
        for (var octets = 0; octets < 20; octets++)
        {
            byte[] notify = [0, 0, (byte)(type >> 8), (byte)type, .. new byte[octets]];
            Assert.Equal(octets == size, NotifyPayloadValue.TryParse(notify, out _, out _));
        }
    }

    [Theory]
    [Requirement("RFC6290-4.1-a")]
    [InlineData(15, false)]
    [InlineData(16, true)]
    [InlineData(128, true)]
    [InlineData(129, false)]
    public void A_token_that_proves_a_crash_has_16_to_128_octets(int size, bool good)
    {
        byte[] notify = [0, 0, 0x40, 0x23, .. new byte[size]];
        Assert.Equal(good, NotifyPayloadValue.TryParse(notify, out _, out var error));
        Assert.Equal(
            good ? default : new DecodeError(DecodeFault.LengthOutOfRange, 4, "QCD_TOKEN"), error);
    }

    [Fact]
    public void A_post_quantum_key_is_named_by_type_and_octets()
    {
        var ppk = Data<NotifyPayloadData.PpkIdentity>(16436, "02 6b31").Value;
        Assert.Equal((PpkIdType.Fixed, "6b31"), (ppk.IdType, ppk.Id.ToString()));
    }

    [Fact]
    [Requirement("RFC9867-3.1-a")]
    public void A_post_quantum_key_that_is_offered_is_confirmed_by_8_octets()
    {
        var key = Data<NotifyPayloadData.PpkIdentityKey>(16446, "02 6b31 0011223344556677").Value;
        Assert.Equal(
            (PpkIdType.Fixed, "6b31", "0011223344556677"),
            (key.IdType, key.Id.ToString(), key.Confirmation.ToString()));

        Assert.False(PpkIdentityKey.TryParse(new byte[8], out _, out _));
        Assert.True(PpkIdentityKey.TryParse(new byte[9], out var least, out _));
        Assert.True(least.Id.IsEmpty);
    }

    [Fact]
    public void That_all_of_the_first_exchange_is_signed_is_said_by_the_type_alone()
    {
        var flag = Data<NotifyPayloadData.SaInitFullTranscriptAuth>(16447, "");
        Assert.Equal("", flag.Value.Ignored.ToString());
    }

    [Theory]
    [InlineData("00", false, false)]
    [InlineData("01", false, true)]
    [InlineData("02", true, false)]
    [InlineData("03", true, true)]
    public void Aggregation_wants_two_things_or_not(string hex, bool congestion, bool whole)
    {
        var aggfrag = Data<NotifyPayloadData.UseAggfrag>(16442, hex).Value;
        Assert.Equal((congestion, whole), (aggfrag.CongestionControl, aggfrag.DontFragment));
    }

    [Fact]
    public void Announced_methods_are_short_or_carry_an_algorithm()
    {
        var methods = Data<NotifyPayloadData.SupportedAuthMethods>(
            16443, "0202 030e01 070e00 30020600").Value;

        Assert.Equal(
            [
                (AuthMethod.SharedKey, null, ""), (AuthMethod.DigitalSignature, (byte)1, ""),
                (AuthMethod.DigitalSignature, (byte)0, "30020600"),
            ],
            methods.Announcements.Select(one =>
                (one.Method, one.CertLink, one.AlgorithmIdentifier.ToString())));
    }

    [Fact]
    public void Numbers_stand_alone()
    {
        Assert.Equal(
            64u, Data<NotifyPayloadData.SetWindowSize>(16385, "00000040").Value.WindowSize);
        Assert.Equal(
            7200u, Data<NotifyPayloadData.AuthLifetime>(16403, "00001c20").Value.Lifetime);
        Assert.Equal(
            new MessageId(9),
            Data<NotifyPayloadData.InvalidMessageId>(9, "00000009").Value.MessageId);
        Assert.Equal(
            PayloadType.Eap,
            Data<NotifyPayloadData.UnsupportedCriticalPayload>(1, "30").Value.PayloadType);
        var puzzle = Data<NotifyPayloadData.Puzzle>(16434, "0005 14").Value;
        Assert.Equal((PseudorandomFunction.HmacSha256, 20), (puzzle.Prf, puzzle.Difficulty));
    }

    [Fact]
    [Requirement("RFC9611-5.1-a")]
    public void Octets_of_one_owner_are_kept()
    {
        const string token = "000102030405060708090a0b0c0d0eff";
        Assert.Equal(
            token,
            Data<NotifyPayloadData.QuickCrashDetection>(16419, token).Value.Token.ToString());
        Assert.Equal(
            "0102",
            Data<NotifyPayloadData.AdditionalKeyExchange>(16441, "0102").Value.Link.ToString());
        Assert.Equal(
            "", Data<NotifyPayloadData.SaResourceInfo>(16444, "").Value.Resource.ToString());
        Assert.Equal(
            "aa",
            Data<NotifyPayloadData.NoPpkAuth>(16437, "aa").Value.AuthenticationData.ToString());
    }

    [Fact]
    [Requirement("RFC4555-4.2.1-a")]
    public void A_notification_without_data_may_still_carry_some()
    {
        // RFC 4555 §4.2.1: what stands there is for later RFCs.
        var flag = Data<NotifyPayloadData.MobikeSupported>(16396, "dead");
        Assert.Equal("dead", flag.Value.Ignored.ToString());
    }

    [Fact]
    [Requirement("RFC7296-3.10.1-a")]
    public void An_unknown_type_keeps_its_octets_and_its_number()
    {
        var unknown = Data<NotifyPayloadData.Unknown>(40000, "0badf00d");
        Assert.Equal((new NotifyType(40000), "0badf00d"), (unknown.Tag, unknown.Octets.ToString()));
        Assert.Equal("40000", unknown.Tag.ToString());
    }

    [Fact]
    public void Data_that_does_not_fit_its_type_is_an_error_in_the_data()
    {
        var octets = Octets.FromHex("0000 4026 01020304 05");
        Assert.True(NotifyPayload.TryParse(octets.Span, out var notify, out _));
        Assert.False(notify.TryData(out MessageIdSync _, out var error));
        Assert.Equal(
            (DecodeFault.LengthOutOfRange, 8, "EXPECTED_SEND_REQ_MESSAGE_ID"),
            (error.Fault, error.Offset, error.Field));
    }

    private static T Data<T>(ushort type, string hex)
        where T : NotifyPayloadData
    {
        var octets = Octets.FromHex($"0000{type:x4}{hex}");
        Assert.True(
            NotifyPayloadValue.TryParse(octets.Span, out var value, out var error),
            error.ToString());
        Assert.Equal(octets.Span, value.ToArray());
        return Assert.IsType<T>(value.Data);
    }
}
