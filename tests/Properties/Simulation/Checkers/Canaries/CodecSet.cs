using System.Buffers.Binary;
using Holdfast.Codec;
using Holdfast.Codec.Schemas;
using Holdfast.Tests.Properties.Codec;
using Holdfast.Tests.Properties.Codec.Samples;
using Holdfast.Tests.Properties.Codec.Samples.MadeUp;

namespace Holdfast.Tests.Properties.Simulation.Checkers.Canaries;

/// <summary>Mistakes of codecs: readers and writers around generated ones.</summary>
internal static class CodecSet
{
    private const int LinkHeader = 4;

    public static NamedMutant[] All =>
    [
        Of("length base off by header", "the length of a payload counts its body alone", "law 1",
            nameof(Law01WhatIsWrittenIsReadAgain), Payload.Entry, WithoutHeader,
            entry => new Law01WhatIsWrittenIsReadAgain()
                .A_value_that_is_written_is_read_as_an_equal_value(new("mutant", entry))),
        Of("trailing bytes ignored", "what is left over in an extent is passed over", "law 5",
            nameof(Law05ExtensionsAreLeftOver), Deletion.Entry, PassesOver,
            entry => new Law05ExtensionsAreLeftOver()
                .Octets_behind_a_value_are_left_over_or_seen_in_it(new("mutant", entry))),
        Of("critical bit ignored", "an unknown payload that is critical is kept", "critical",
            nameof(WholeDomains.What_nobody_knows_is_refused_if_it_is_critical_and_kept_if_not),
            Payload.Entry, KeepsCritical, WholeDomains.RefusesCritical),
        Of("chain loop unbounded", "the next link stands where the length of this one says",
            "links", nameof(WholeDomains.No_link_is_met_twice_whatever_is_nought),
            Message.Entry, WalksOn, WholeDomains.EndsChains),
        Of("nested count not equal to bytes", "a count is what fits, whatever it says", "law 3",
            nameof(Law03EveryBitCounts), Offer.Entry, CountsWhatFits,
            entry => new Law03EveryBitCounts()
                .A_flipped_bit_is_refused_or_seen_in_the_value(new("mutant", entry))),
        Of("reserved bits copied", "reserved bits are written as they were read", "law 2",
            nameof(Law02WhatIsReadIsWrittenAgain), PlainHeader.Entry, CopiesReserved,
            entry => new Law02WhatIsReadIsWrittenAgain()
                .A_canonical_value_is_written_with_malleable_fields_as_the_spec_says(
                    new("mutant", entry))),
        Of("16-bit overflow in sum", "header and length are summed in 16 bits", "lengths",
            nameof(WholeDomains.A_length_asks_for_all_the_octets_that_it_says),
            Datagram.Entry, SumsIn16Bits, WholeDomains.AsksForAll),
        Of("view keeps buffer after return", "a value reads from a buffer that is lent again",
            "law 12", nameof(Law12ValuesKeepNoBuffer), Frame.Entry, KeepsBuffer,
            entry => new Law12ValuesKeepNoBuffer()
                .A_value_stays_what_it_is_when_its_buffer_is_used_again(new("mutant", entry))),
    ];

    private static WireEntry WithoutHeader(WireEntry good) => Seeing(good, octets =>
    {
        if (octets.Length >= LinkHeader)
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(octets.AsSpan(2));
            BinaryPrimitives.WriteUInt16BigEndian(
                octets.AsSpan(2), (ushort)Math.Min(length + LinkHeader, ushort.MaxValue));
        }
    });

    private static WireEntry PassesOver(WireEntry good) => good with
    {
        Read = (ReadOnlySpan<byte> source, in WireFacts facts, Fidelity fidelity,
            out IWireValue? value, out DecodeError error) =>
        {
            var isGood = good.Read(source, facts, fidelity, out value, out error);
            for (var end = source.Length - 1; end > 0 && !isGood; end--)
            {
                isGood = good.Read(source[..end], facts, fidelity, out value, out _);
            }

            error = isGood ? default : error;
            return isGood;
        },
        Probe = (ReadOnlySpan<byte> source, in WireFacts facts,
            out WireProbe probe, out DecodeError error) =>
        {
            var isGood = good.Probe(source, facts, out probe, out error);
            for (var end = source.Length - 1; end > 0 && !isGood; end--)
            {
                isGood = good.Probe(source[..end], facts, out probe, out _);
            }

            (probe, error) = isGood
                ? (probe with { Octets = source.Length }, default)
                : (probe, error);
            return isGood;
        },
    };

    private static WireEntry KeepsCritical(WireEntry good) => good with
    {
        Read = (ReadOnlySpan<byte> source, in WireFacts facts, Fidelity fidelity,
            out IWireValue? value, out DecodeError error) =>
        {
            if (good.Read(source, facts, fidelity, out value, out error)
                || error.Fault != DecodeFault.UnknownCritical)
            {
                return error == default;
            }

            byte[] calm = [.. source];
            calm[1] &= 0x7F;
            var isGood = good.Read(calm, facts, fidelity, out value, out error);
            value = value is PayloadValue payload ? payload with { Critical = true } : value;
            return isGood;
        },
    };

    private static WireEntry WalksOn(WireEntry good) => good with
    {
        Probe = (ReadOnlySpan<byte> source, in WireFacts facts,
            out WireProbe probe, out DecodeError error) =>
        {
            (probe, error) = (default, default);
            if (source.Length < LinkHeader)
            {
                error = new(DecodeFault.Truncated, 0, "First", LinkHeader - source.Length);
                return false;
            }

            // It would go on for ever where a length is nought; the test has to end.
            var (next, at, links) = (source[0], LinkHeader, 0);
            while (next != 0 && at + LinkHeader <= source.Length && links <= 2 * source.Length)
            {
                links++;
                next = source[at];
                at += BinaryPrimitives.ReadUInt16BigEndian(source[(at + 2)..]);
            }

            probe = new(source.Length, links);
            return true;
        },
    };

    private static WireEntry CountsWhatFits(WireEntry good) => good with
    {
        Read = (ReadOnlySpan<byte> source, in WireFacts facts, Fidelity fidelity,
            out IWireValue? value, out DecodeError error) =>
        {
            const int countAt = 4;
            var isGood = good.Read(source, facts, fidelity, out value, out error);
            byte[] octets = [.. source];
            for (var count = 0; octets.Length > countAt && count < 256 && !isGood; count++)
            {
                octets[countAt] = (byte)count;
                isGood = good.Read(octets, facts, fidelity, out value, out _);
            }

            error = isGood ? default : error;
            return isGood;
        },
    };

    private static WireEntry CopiesReserved(WireEntry good) => good with
    {
        Read = (ReadOnlySpan<byte> source, in WireFacts facts, Fidelity fidelity,
            out IWireValue? value, out DecodeError error) =>
        {
            var isGood = good.Read(source, facts, fidelity, out value, out error);
            var spare = isGood ? source[2..4].ToArray() : [];
            value = value is null
                ? null
                : new WrittenOtherwise(value, octets => spare.CopyTo(octets[2..]));
            return isGood;
        },
    };

    private static WireEntry SumsIn16Bits(WireEntry good) => Seeing(good, octets =>
    {
        const int header = 3;
        if (octets.Length >= header)
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(octets.AsSpan(1));
            var sum = (ushort)(header + length);
            BinaryPrimitives.WriteUInt16BigEndian(
                octets.AsSpan(1), (ushort)Math.Max(sum - header, 0));
        }
    });

    private static WireEntry KeepsBuffer(WireEntry good)
    {
        var buffer = new byte[1 << 17];
        return good with
        {
            Read = (ReadOnlySpan<byte> source, in WireFacts facts, Fidelity fidelity,
                out IWireValue? value, out DecodeError error) =>
            {
                source.CopyTo(buffer);
                var isGood = good.Read(
                    buffer.AsSpan(0, source.Length), facts, fidelity, out value, out error);
                value = value is null ? null : new Lent(value, buffer);
                return isGood;
            },
        };
    }

    /// <summary>A reader that sees other octets than it is given.</summary>
    private static WireEntry Seeing(WireEntry good, Action<byte[]> change) => good with
    {
        Read = (ReadOnlySpan<byte> source, in WireFacts facts, Fidelity fidelity,
            out IWireValue? value, out DecodeError error) =>
        {
            byte[] seen = [.. source];
            change(seen);
            return good.Read(seen, facts, fidelity, out value, out error);
        },
        Probe = (ReadOnlySpan<byte> source, in WireFacts facts,
            out WireProbe probe, out DecodeError error) =>
        {
            byte[] seen = [.. source];
            change(seen);
            return good.Probe(seen, facts, out probe, out error);
        },
    };

    private static NamedMutant Of(
        string row, string changed, string killer, string test, WireEntry good,
        Func<WireEntry, WireEntry> damage, Action<WireEntry> law) => new(
        "codec", row, changed, killer, test,
        isWrong => Broken.By(killer, () => law(isWrong ? damage(good) : good)));

    /// <summary>A value that is written otherwise.</summary>
    private sealed record WrittenOtherwise(IWireValue Inner, Change Change) : IWireValue
    {
        public int SizeOf() => Inner.SizeOf();

        public bool TryWrite(
            Span<byte> destination, in WriteScope scope, out int written, out EncodeError error)
        {
            var isGood = Inner.TryWrite(destination, scope, out written, out error);
            if (isGood)
            {
                Change(destination);
            }

            return isGood;
        }
    }

    private delegate void Change(Span<byte> octets);

    /// <summary>A value whose octets are those of a buffer.</summary>
    private sealed record Lent(IWireValue Inner, byte[] Buffer) : IWireValue
    {
        public int SizeOf() => Inner.SizeOf();

        public bool TryWrite(
            Span<byte> destination, in WriteScope scope, out int written, out EncodeError error)
        {
            (written, error) = (SizeOf(), default);
            Buffer.AsSpan(0, written).CopyTo(destination);
            return true;
        }
    }
}
