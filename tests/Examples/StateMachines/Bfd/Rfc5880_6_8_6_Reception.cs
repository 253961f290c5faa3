using Holdfast.Codec;
using Holdfast.Protocol.Bfd;
using Holdfast.StateMachines.Bfd;
using static Holdfast.StateMachines.Bfd.BfdSession;

namespace Holdfast.Tests.Examples.StateMachines.Bfd;

/// <summary>RFC 5880 §6.8.6 and RFC 5881 §5: what is taken, and what is written.</summary>
public sealed class Rfc5880_6_8_6_Reception
{
    private static readonly Config Plain = Checked(isAuthenticated: false);
    private static readonly Config Secret = Checked(isAuthenticated: true);

    private static readonly BfdControlValue Packet = new()
    {
        State = BfdSessionState.Up,
        DetectMultiplier = 3,
        MyDiscriminator = 9,
        YourDiscriminator = 7,
        DesiredMinTxInterval = 100_000,
        RequiredMinRxInterval = 200_000,
        Poll = true,
    };

    [Fact]
    [Requirement("RFC5880-6.8.6-e")]
    public void A_packet_that_names_the_session_is_taken()
    {
        var heard = Assert.IsType<Input.Heard>(
            Classify(Plain, Packet, 255, Authenticity.None));
        Assert.Equal(
            new Message(
                new(
                    9, Phase.Up, IsDemanding: false, TimeSpan.FromMilliseconds(100),
                    TimeSpan.FromMilliseconds(200), 3),
                IsPoll: true, IsFinal: false),
            heard.Message);
    }

    [Theory]
    [InlineData(254)]
    [InlineData(0)]
    [Requirement("RFC5881-5-b")]
    public void What_was_forwarded_is_refused_before_anything_else(byte hopLimit) => Assert.Equal(
        new Input.Refused(Refusal.Forwarded),
        Classify(Plain, Packet with { YourDiscriminator = 1 }, hopLimit, Authenticity.Wrong));

    [Fact]
    [Requirement("RFC5880-6.8.6-e")]
    public void A_packet_of_another_session_is_refused() => Assert.Equal(
        new Input.Refused(Refusal.OtherSession),
        Classify(Plain, Packet with { YourDiscriminator = 8 }, 255, Authenticity.None));

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(3, false)]
    [Requirement("RFC5880-6.8.6-e")]
    public void Only_who_is_down_need_not_know_our_name(byte state, bool isTaken)
    {
        var input = Classify(
            Plain, Packet with { YourDiscriminator = 0, State = new(state) }, 255,
            Authenticity.None);
        Assert.Equal(isTaken, input is Input.Heard);
        Assert.True(isTaken || input is Input.Refused(Refusal.NoSession));
    }

    [Theory]
    [InlineData(Authenticity.None, true, false)]
    [InlineData(Authenticity.Right, false, true)]
    [InlineData(Authenticity.Wrong, false, false)]
    [Requirement("RFC5880-6.8.6-j")]
    public void Authentication_is_there_where_it_is_in_use_and_nowhere_else(
        Authenticity authenticity, bool plain, bool secret)
    {
        Assert.Equal(plain, Classify(Plain, Packet, 255, authenticity) is Input.Heard);
        Assert.Equal(secret, Classify(Secret, Packet, 255, authenticity) is Input.Heard);
    }

    [Fact]
    [Requirement("RFC5881-4-a")]
    [Requirement("RFC5881-5-a")]
    [Requirement("RFC5880-6.8.9-a")]
    public void Our_packet_says_what_is_ours_and_refuses_echoes()
    {
        Assert.Equal((3784, 255), (Port, HopLimit));
        var written = ToMessage(Plain, new Output.Send(new(
            Phase.Up, BfdDiagnostic.PathDown, IsPoll: true, IsFinal: false,
            YourDiscriminator: 9, TimeSpan.FromMilliseconds(50))));
        Assert.NotNull(written);
        Assert.Equal(
            "25e0051800000007000000090000c350000493e000000000",
            Convert.ToHexStringLower(written.ToArray()));
        Assert.Null(ToMessage(Plain, new Output.Judge(Verdict.Works)));
    }

    private static Config Checked(bool isAuthenticated) => Config.TryCreate(
        new()
        {
            Discriminator = 7,
            DetectMultiplier = 5,
            IsAuthenticated = isAuthenticated,
        },
        out var config, out var error)
        ? config
        : throw new InvalidOperationException($"{error}");
}
