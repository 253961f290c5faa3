using System.Buffers.Binary;
using Holdfast.Codec;
using Holdfast.Protocol.Capture;
using Holdfast.Tests.Examples.Streams;

namespace Holdfast.Tests.Examples.Capture;

/// <summary>Files that no writer of ours writes.</summary>
public sealed class OddFiles
{
    private const uint Section = 0x0A0D0D0A;

    [Theory]
    [InlineData("",
        "file header behind packet 0: Truncated in Magic Number at octet 0 (4 more needed)")]
    [InlineData("7f454c46000102030405060708090a0b0c0d0e0f1011121314",
        "file header behind packet 0: UnknownTag in CaptureStart at octet 0")]
    [InlineData("a1b2c3d4000300000000000000000000000000000000000000",
        "file header behind packet 0: FixedValueMismatch in Major Version at octet 4")]
    public async Task What_is_no_capture_is_refused_at_its_first_octets(string hex, string message)
    {
        var (packets, error) = await Written.Read(Convert.FromHexString(hex));
        Assert.Empty(packets);
        Assert.Equal(message, error?.ToString());
    }

    [Fact]
    public async Task Blocks_without_packets_are_passed_over_whatever_their_size()
    {
        byte[] file =
        [
            .. Header(), .. Description(1), .. Block(0x0BAD, new byte[300_000]),
            .. Block(5, new byte[8]), .. Enhanced(0, [1, 2, 3]),
        ];
        var (packets, error) = await Written.Read(file);
        Assert.Null(error);
        Assert.Equal("010203", Assert.Single(packets).Hex);
    }

    [Fact]
    public async Task A_passed_block_whose_lengths_differ_is_an_error_at_the_second()
    {
        var block = Block(4, new byte[8]);
        block[^4] = 24;
        var (_, error) = await Written.Read([.. Header(), .. block]);
        Assert.Equal(DecodeFault.RepeatMismatch, error?.Error.Error.Fault);
        Assert.Equal(28 + 16, error?.Error.Octet);
    }

    [Theory, InlineData(8), InlineData(13), InlineData(0)]
    public async Task A_block_length_that_cannot_be_is_an_error_at_its_place(byte length)
    {
        var block = Block(4, new byte[8]);
        block[4] = length;
        var (_, error) = await Written.Read([.. Header(), .. block]);
        Assert.Equal(DecodeFault.ValueOutOfRange, error?.Error.Error.Fault);
        Assert.Equal(28 + 4, error?.Error.Octet);
    }

    [Fact]
    public async Task Each_section_has_its_own_byte_order_and_interfaces()
    {
        byte[] file =
        [
            .. Header(), .. Description(1), .. Enhanced(0, [1]),
            .. Header(true), .. Description(101, true), .. Enhanced(0, [2], true),
        ];
        var (packets, error) = await Written.Read(file);
        Assert.Null(error);
        Assert.Equal([1, 101], packets.Select(packet => (int)packet.Link));
        Assert.Equal(["01", "02"], packets.Select(packet => packet.Hex));
    }

    [Fact]
    public async Task A_packet_of_an_interface_that_was_not_described_is_an_error()
    {
        var (packets, error) = await Written.Read(
            [.. Header(), .. Description(1), .. Enhanced(1, [1])]);
        Assert.Empty(packets);
        Assert.Equal("Interface ID", error?.Error.Error.Field);
        Assert.Equal(28 + 20 + 8, error?.Error.Octet);
    }

    [Fact]
    public async Task Packet_blocks_of_old_files_are_read()
    {
        byte[] body =
            [0, 0, 255, 255, 0, 0, 0, 0, 64, 66, 15, 0, 2, 0, 0, 0, 9, 0, 0, 0, 7, 8, 0, 0];
        var (packets, error) = await Written.Read(
            [.. Header(), .. Description(1), .. Block(2, body)]);
        Assert.Null(error);
        Assert.Equal(
            new Seen("0708", 9, 1, new CaptureTime(1, 0), false, 0), Assert.Single(packets));
    }

    [Fact]
    public async Task Simple_packets_end_at_the_snapshot_length()
    {
        byte[] body = [9, 0, 0, 0, 1, 2, 3, 4, 5, 6, 0, 0];
        var (packets, error) = await Written.Read(
            [.. Header(), .. Description(1, snapshot: 6), .. Block(3, body)]);
        Assert.Null(error);
        Assert.Equal("010203040506", Assert.Single(packets).Hex);
        var (none, told) = await Written.Read([.. Header(), .. Description(1), .. Block(3, body)]);
        Assert.Empty(none);
        Assert.Equal(DecodeFault.LengthOutOfRange, told?.Error.Error.Fault);
    }

    [Theory]
    [InlineData(6, 1_500_000UL, 1, 500_000_000u, false)]
    [InlineData(9, 1_500_000_001UL, 1, 500_000_001u, true)]
    [InlineData(3, 1_500UL, 1, 500_000_000u, false)]
    [InlineData(0, 7UL, 7, 0u, false)]
    [InlineData(12, 1_500_000_001_999UL, 1, 500_000_001u, true)]
    [InlineData(0x80 | 10, 1536UL, 1, 500_000_000u, false)]
    [InlineData(0x80 | 32, 0x1_8000_0000UL, 1, 500_000_000u, true)]
    [InlineData(0x80 | 64, 0x8000_0000_0000_0000UL, 0, 500_000_000u, true)]
    [InlineData(0xff, ulong.MaxValue, 0, 0u, true)]
    [InlineData(99, ulong.MaxValue, 0, 0u, true)]
    [InlineData(20, ulong.MaxValue, 0, 184_467_440u, true)]
    public void Every_resolution_counts_nanoseconds(
        byte code, ulong units, long seconds, uint nanoseconds, bool isFine)
    {
        var resolution = new TimeResolution(code);
        Assert.Equal(new CaptureTime(seconds, nanoseconds), resolution.At(units));
        Assert.Equal(isFine, resolution.IsFinerThanMicroseconds);
        Assert.Equal(seconds + 60, (resolution with { OffsetSeconds = 60 }).At(units).Seconds);
    }

    [Fact]
    public async Task Options_tell_resolution_and_offset()
    {
        byte[] options =
        [
            9, 0, 1, 0, 9, 0, 0, 0,
            14, 0, 8, 0, 156, 255, 255, 255, 255, 255, 255, 255,
            0, 0, 0, 0,
        ];
        byte[] file =
        [
            .. Header(), .. Description(1, options: options),
            .. Enhanced(0, [1], units: 200_000_000_005),
        ];
        var (packets, error) = await Written.Read(file);
        Assert.Null(error);
        Assert.Equal(new CaptureTime(100, 5), Assert.Single(packets).Time);
        Assert.True(packets[0].IsFine);
    }

    [Fact]
    public async Task A_record_beyond_the_limit_is_refused_where_its_length_stands()
    {
        var packet = new Seen(new string('0', 400), 200, 1, default, false, 0);
        var file = await Written.File(new CaptureStyle(CaptureFormat.Pcap), 1, [packet]);
        var limits = new CaptureLimits(LargestRecord: 100);
        var (packets, error) = await Written.Read(Segments.Of(file), limits);
        Assert.Empty(packets);
        Assert.Equal(DecodeFault.FrameTooLarge, error?.Error.Error.Fault);
        Assert.Equal(24 + 8, error?.Error.Octet);
    }

    [Fact]
    public async Task Interfaces_are_bounded()
    {
        byte[] file = [.. Header(), .. Description(1), .. Description(1), .. Description(1)];
        var limits = new CaptureLimits(MostInterfaces: 2);
        var (_, error) = await Written.Read(Segments.Of(file), limits);
        Assert.Equal("interface description block", error?.Where);
        Assert.Equal(28 + 40, error?.Error.Octet);
    }

    private static byte[] Header(bool big = false)
    {
        byte[] body =
            [.. Number(0x1A2B3C4D, big), .. Half(1, big), .. Half(0, big), .. new byte[8]];
        return Block(Section, body, big);
    }

    private static byte[] Description(
        ushort link, bool big = false, uint snapshot = 0, byte[]? options = null) =>
        Block(1, [.. Half(link, big), 0, 0, .. Number(snapshot, big), .. options ?? []], big);

    private static byte[] Enhanced(uint number, byte[] packet, bool big = false, ulong units = 0)
    {
        var length = Number((uint)packet.Length, big);
        return Block(
            6,
            [
                .. Number(number, big), .. Number((uint)(units >> 32), big),
                .. Number((uint)units, big), .. length, .. length, .. packet,
                .. new byte[(4 - (packet.Length % 4)) % 4],
            ],
            big);
    }

    private static byte[] Block(uint type, byte[] body, bool big = false)
    {
        var length = Number((uint)body.Length + 12, big);
        return [.. Number(type, big), .. length, .. body, .. length];
    }

    private static byte[] Number(uint value, bool big)
    {
        var octets = new byte[4];
        if (big)
        {
            BinaryPrimitives.WriteUInt32BigEndian(octets, value);
        }
        else
        {
            BinaryPrimitives.WriteUInt32LittleEndian(octets, value);
        }

        return octets;
    }

    private static byte[] Half(ushort value, bool big) =>
        big ? [(byte)(value >> 8), (byte)value] : [(byte)value, (byte)(value >> 8)];
}
