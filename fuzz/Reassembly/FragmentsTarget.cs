using System.Buffers.Binary;
using Holdfast.Codec;
using Holdfast.Fuzz.Schemas;
using Holdfast.Protocol.Reassembly;

namespace Holdfast.Fuzz.Reassembly;

/// <summary>
/// Fragments of IP datagrams as they come, RFC 791 §3.2, RFC 8200 §4.5, RFC 5722. Each takes eight
/// octets of the input: its datagram, its offset, how long it is, whether more follow, its content,
/// when it comes.
/// </summary>
internal sealed class FragmentsTarget : IFuzzTarget
{
    private const int StepLength = 8;

    private static readonly FragmentLimits Limits = new(4, 4096, 8, 60);

    /// <inheritdoc/>
    public string Name => "fragments";

    /// <inheritdoc/>
    public string Claim =>
        "a table stays within its limits whatever comes; a datagram that is joined is what its "
        + "fragments say, each octet once, and none of them overlap";

    /// <inheritdoc/>
    public TargetRooms Rooms => TargetRooms.Octets;

    /// <inheritdoc/>
    public int LengthMax => 32 * StepLength;

    /// <inheritdoc/>
    public IReadOnlyList<byte[]> Dictionary { get; } = [[0xFF, 0xFF], [0, 0], [0, 8], [0x20, 0]];

    /// <inheritdoc/>
    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        [1, 0, 0, 2, 1, 9, 0, 0, 1, 0, 2, 2, 0, 8, 0, 0],
        [1, 0, 2, 2, 0, 8, 0, 0, 2, 0, 0, 1, 1, 7, 0, 0, 1, 0, 0, 2, 1, 9, 0, 0],
    ];

    /// <inheritdoc/>
    public void Run(ReadOnlySpan<byte> input)
    {
        var table = FragmentTable.Empty(Limits);
        var came = new List<Fragment>();
        var now = 0L;
        for (var at = 0; at + StepLength <= input.Length; at += StepLength)
        {
            var fragment = Step(input.Slice(at, StepLength), at / StepLength, ref now);
            var next = table.Add(fragment);
            table = next.Table;
            came.Add(fragment);
            Reached.Number(table.Octets);
            ClaimBrokenException.Unless(
                table.Datagrams <= Limits.Datagrams && table.Octets <= Limits.Octets
                    && table.Octets >= 0,
                "a table stays within its limits", $"{table.Datagrams}, {table.Octets}");
            ClaimBrokenException.Unless(
                next.Joined is null == next.Verdict is not FragmentVerdict.Joined,
                "what is joined is there", $"{next.Verdict}");
            if (next.Joined is { } joined)
            {
                Check(joined, came, fragment.Key);
                Reached.Number(joined.Data.Length);
            }
        }
    }

    /// <inheritdoc/>
    public void Examine(ReadOnlySpan<byte> input) => Run(input);

    /// <inheritdoc/>
    public InputShape ShapeOf(ReadOnlySpan<byte> input)
    {
        var fields = new List<InputField>();
        for (var at = 0; at + StepLength <= input.Length; at += StepLength)
        {
            foreach (var (octet, count) in
                new[] { (0, 1), (1, 2), (3, 1), (4, 1), (5, 1), (6, 2) })
            {
                fields.Add(new((at + octet) * 8, count * 8, true, false, 1, []));
            }
        }

        return new(fields, []);
    }

    private static Fragment Step(ReadOnlySpan<byte> step, int number, ref long now)
    {
        now += (sbyte)step[6];
        var isOdd = (step[4] & 2) != 0;
        var data = new byte[Math.Max(0, (step[3] * 8) - (isOdd ? 3 : 0))];
        data.AsSpan().Fill(step[5]);
        return new(
            new(1, 2, (uint)(step[0] & 7), 4), BinaryPrimitives.ReadUInt16BigEndian(step[1..]) * 8
                + (step[7] == 0xFF ? 4 : 0),
            (step[4] & 1) != 0, new Octets(data), step[7], number, now);
    }

    // Each octet has to be what some fragment of the datagram said, and its end what one told.
    private static void Check(JoinedDatagram joined, List<Fragment> came, FragmentKey key)
    {
        var own = came.Where(one => one.Key == key && joined.Origins.Contains(one.Origin))
            .OrderBy(one => one.Offset).ThenBy(one => one.Data.Length).ToArray();
        var end = 0;
        foreach (var fragment in own)
        {
            ClaimBrokenException.Unless(
                fragment.Offset == end, "what is joined has no hole and no overlap", $"{fragment}");
            ClaimBrokenException.Unless(
                joined.Data.Span.Slice(end, fragment.Data.Length)
                    .SequenceEqual(fragment.Data.Span),
                "what is joined is what the fragments say", $"{fragment}");
            end += fragment.Data.Length;
        }

        ClaimBrokenException.Unless(
            end == joined.Data.Length && !own[^1].MoreFollow,
            "what is joined ends where the last fragment ends", $"{end}");
    }
}
