using Holdfast.Gateway.Loading;
using Holdfast.Gateway.Tunnels;
using Holdfast.StateMachines;

namespace Holdfast.Tests.Examples.Gateway.Loading;

/// <summary>Questions as packets, RFC 792.</summary>
public sealed class EchoQuestions
{
    private static readonly HostAddress Peer = HostAddress.Parse("10.2.0.1");
    private static readonly HostAddress Host = HostAddress.Parse("10.1.0.100");
    private static readonly EchoQuestion Question = new(0x1_0000_0007, new(0x0102_0304_0506));

    [Theory]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(56)]
    [InlineData(1_344)]
    public void What_a_host_answers_is_read_as_it_was_asked(int payload)
    {
        var packet = Answer(payload);
        Assert.True(EchoQuestion.TryReadAnswer(packet, Host, Peer, 7, out var read));
        Assert.Equal(Question, read);
    }

    [Fact]
    public void Both_sums_are_right_and_the_flow_is_that_of_the_selectors()
    {
        var packet = new byte[EchoQuestion.HeadersLength + 56];
        Question.Write(packet, Peer, Host, 7);
        Assert.Equal(0, PacketSum.Checksum(PacketSum.Of(packet.AsSpan(0, 20))));
        Assert.Equal(0, PacketSum.Checksum(PacketSum.Of(packet.AsSpan(20))));
        Assert.True(PacketFlow.TryRead(packet, out var flow));
        Assert.Equal((Peer, Host, (byte)1), (flow.Source, flow.Destination, flow.Protocol));
    }

    [Fact]
    public void No_other_tunnel_takes_it_and_nothing_cut_or_changed()
    {
        var packet = Answer(56);
        Assert.False(EchoQuestion.TryReadAnswer(packet, Host, Peer, 8, out _));
        Assert.False(EchoQuestion.TryReadAnswer(packet, Peer, Peer, 7, out _));
        Assert.False(EchoQuestion.TryReadAnswer(packet, Host, Host, 7, out _));
        for (var length = 0; length < packet.Length; length++)
        {
            Assert.False(
                EchoQuestion.TryReadAnswer(packet.AsSpan(0, length), Host, Peer, 7, out _));
        }

        for (var at = 20; at < packet.Length; at++)
        {
            packet[at] ^= 1;
            Assert.False(EchoQuestion.TryReadAnswer(packet, Host, Peer, 7, out _));
            packet[at] ^= 1;
        }
    }

    [Fact]
    public void A_question_is_no_answer()
    {
        var packet = new byte[EchoQuestion.HeadersLength + 56];
        Question.Write(packet, Host, Peer, 7);
        Assert.False(EchoQuestion.TryReadAnswer(packet, Host, Peer, 7, out _));
    }

    /// <summary>RFC 792: the addresses change places, the type is 0, and so the sum is another one.
    /// </summary>
    private static byte[] Answer(int payload)
    {
        var packet = new byte[EchoQuestion.HeadersLength + payload];
        Question.Write(packet, Host, Peer, 7);
        (packet[20], packet[22], packet[23]) = (0, 0, 0);
        var sum = PacketSum.Checksum(PacketSum.Of(packet.AsSpan(20)));
        (packet[22], packet[23]) = ((byte)(sum >> 8), (byte)sum);
        return packet;
    }
}
