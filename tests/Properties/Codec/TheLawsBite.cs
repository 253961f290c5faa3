using System.Buffers;
using Holdfast.Codec;
using Holdfast.Codec.Schemas;
using Holdfast.Tests.Properties.Codec.Samples;
using Holdfast.Tests.Properties.Codec.Samples.MadeUp;

namespace Holdfast.Tests.Properties.Codec;

/// <summary>Codecs that are wrong on purpose: each law must catch the one that breaks it.</summary>
public sealed class TheLawsBite
{
    private const string Name = "MadeUp.Frame";

    private static readonly WireEntry Good = Frame.Entry;

    [Fact]
    public void Law_1_catches_a_writer_that_writes_another_value() => Caught(
        s => new Law01WhatIsWrittenIsReadAgain()
            .A_value_that_is_written_is_read_as_an_equal_value(s),
        Writing(octets => octets[2] ^= 0x02));

    [Fact]
    public void Law_2_catches_a_writer_that_forgets_what_was_read() => Caught(
        s => new Law02WhatIsReadIsWrittenAgain()
            .A_verbatim_value_is_written_as_the_octets_that_it_was_read_from(s),
        Writing(octets => octets[3] = 0));

    [Fact]
    public void Law_2_catches_a_canonical_writer_that_pads_otherwise() => Caught(
        s => new Law02WhatIsReadIsWrittenAgain()
            .A_canonical_value_is_written_with_malleable_fields_as_the_spec_says(s),
        Writing(octets => octets[^3] = 1));

    [Fact]
    public void Law_3_catches_a_reader_that_passes_over_a_bit() => Caught(
        s => new Law03EveryBitCounts()
            .A_flipped_bit_is_refused_or_seen_in_the_value(s),
        Reading(octets => octets[3] &= 0xFE, from: 4));

    [Fact]
    public void Law_4_catches_a_reader_that_makes_up_missing_octets() => Caught(
        s => new Law04PrefixesAskForMore()
            .A_strict_prefix_is_refused_and_asks_for_no_more_than_is_missing(s),
        Probing((source, facts) => Probe([.. source, 0, 0], facts)));

    [Fact]
    public void Law_4_catches_a_reader_that_asks_for_too_much() => Caught(
        s => new Law04PrefixesAskForMore()
            .Once_the_length_is_there_exactly_the_missing_octets_are_asked_for(s),
        Failing(error => error with { Missing = error.Missing + 1 }));

    [Fact]
    public void Law_5_catches_a_reader_that_takes_what_is_not_its_own() => Caught(
        s => new Law05ExtensionsAreLeftOver()
            .Octets_behind_a_value_are_left_over_or_seen_in_it(s),
        Probing((source, facts) => Probe(source, facts) switch
        {
            (true, var probe, var error) => (true, probe with { Octets = source.Length }, error),
            var refused => refused,
        }));

    [Fact]
    public void Law_6_catches_a_reader_that_sees_the_first_segment_only() => Caught(
        s => new Law06SegmentsDoNotMatter()
            .Every_split_in_two_and_single_octets_give_what_one_span_gives(s),
        Good with
        {
            ProbeSegments = (in ReadOnlySequence<byte> source, Span<byte> _, in WireFacts facts,
                out WireProbe probe, out DecodeError error) =>
                Good.Probe(source.FirstSpan, facts, out probe, out error),
        });

    [Fact]
    public void Law_7_catches_a_reader_that_throws() => Caught(
        s => new Law07AnythingIsSafe()
            .No_octets_make_a_parser_throw_or_see_more_than_they_are(s),
        Probing((source, facts) => source.Length % 2 == 1
            ? throw new IndexOutOfRangeException()
            : Probe(source, facts)));

    [Fact]
    public void Law_7_catches_a_view_that_allocates() => Caught(
        s => new Law07AnythingIsSafe()
            .Parsing_a_view_and_going_through_its_lists_allocates_nothing(s),
        Probing((source, facts) => Probe([.. source], facts)));

    [Fact]
    public void Law_8_catches_an_error_that_blames_the_wrong_octet() => Caught(
        s => new Law08ErrorsLieWhereTheMistakeIs()
            .A_changed_field_is_refused_where_it_is_or_where_it_governs(s),
        Failing(error => error with { Offset = 0 }));

    [Fact]
    public void Law_9_catches_another_fault_at_the_same_place() => Caught(
        s => new Law09TheReferenceAgrees()
            .Values_are_what_the_reference_reader_sees_with_all_bodies_opened(s),
        Failing(error => new DecodeError(DecodeFault.ValueOutOfRange, error.Offset, error.Field)));

    [Fact]
    public void Law_9_catches_a_view_that_is_an_octet_short() => Caught(
        s => new Law09TheReferenceAgrees()
            .Views_are_what_the_reference_reader_sees(s),
        Probing((source, facts) => Probe(source, facts) switch
        {
            (true, var probe, var error) => (true, probe with { Octets = probe.Octets - 1 }, error),
            var refused => refused,
        }));

    [Fact]
    public void Law_10_catches_a_reader_that_believes_no_length() => Caught(
        s => new Law10NoLengthLies()
            .A_wrong_length_is_detected_there_or_refused_or_another_value(s),
        Reading(
            octets =>
            {
                octets[1] = octets[^1] = (byte)octets.Length;
                octets[0] = octets[^2] = (byte)(octets.Length >> 8);
            },
            from: 12));

    [Fact]
    public void Law_11_catches_a_size_that_is_an_octet_off() => Caught(
        s => new Law11ViewValueAndSizeAgree()
            .The_view_covers_what_the_value_writes_and_its_size_says(s),
        Valued(value => new Changed(value, _ => { }, 1)));

    [Fact]
    public void Law_13_catches_another_section_and_a_field_of_another_label()
    {
        Caught(
            s => new Law13SchemasAreDeclarations()
                .A_schema_says_of_its_type_what_was_declared(s),
            Good with { Schema = Good.Schema with { Section = "1" } });
        Caught(
            s => new Law13SchemasAreDeclarations()
                .A_schema_says_of_each_field_what_was_declared(s),
            Good with
            {
                Schema = Good.Schema with
                {
                    Fields = Good.Schema.Fields.With(2, Good.Schema.Fields[2] with { Label = "" }),
                },
            });
    }

    [Fact]
    public void Law_17_catches_a_writer_that_needs_clean_octets_or_writes_behind() => Caught(
        s => new Law17WritersKeepToTheirPlace()
            .What_stood_there_does_not_matter_and_what_stands_behind_stays(s),
        Writing(_ => { }));

    private static void Caught(Action<Subject> law, WireEntry wrong)
    {
        law(new Subject(Name, Good));
        Assert.ThrowsAny<Exception>(() => law(new Subject(Name, wrong)));
    }

    private static (bool Good, WireProbe Probe, DecodeError Error) Probe(
        byte[] source, WireFacts facts) =>
        (Good.Probe(source, facts, out var probe, out var error), probe, error);

    private static WireEntry Probing(
        Func<byte[], WireFacts, (bool Good, WireProbe Probe, DecodeError Error)> act) =>
        Good with
        {
            Probe = (ReadOnlySpan<byte> source, in WireFacts facts,
                out WireProbe probe, out DecodeError error) =>
            {
                (var good, probe, error) = act(source.ToArray(), facts);
                return good;
            },
        };

    /// <summary>A reader that reads other octets than it is given.</summary>
    private static WireEntry Reading(Action<byte[]> change, int from) =>
        Good with
        {
            Read = (ReadOnlySpan<byte> source, in WireFacts facts, Fidelity fidelity,
                out IWireValue? value, out DecodeError error) =>
            {
                var octets = source.ToArray();
                if (octets.Length >= from)
                {
                    change(octets);
                }

                return Good.Read(octets, facts, fidelity, out value, out error);
            },
        };

    /// <summary>A reader whose errors are other ones.</summary>
    private static WireEntry Failing(Func<DecodeError, DecodeError> change) => Good with
    {
        Read = (ReadOnlySpan<byte> source, in WireFacts facts, Fidelity fidelity,
            out IWireValue? value, out DecodeError error) =>
        {
            var good = Good.Read(source, facts, fidelity, out value, out error);
            error = good ? error : change(error);
            return good;
        },
        Probe = (ReadOnlySpan<byte> source, in WireFacts facts,
            out WireProbe probe, out DecodeError error) =>
        {
            var good = Good.Probe(source, facts, out probe, out error);
            error = good ? error : change(error);
            return good;
        },
    };

    private static WireEntry Writing(Action<byte[]> change) =>
        Valued(value => new Changed(value, change, 0));

    private static WireEntry Valued(Func<IWireValue, IWireValue> change) => Good with
    {
        Read = (ReadOnlySpan<byte> source, in WireFacts facts, Fidelity fidelity,
            out IWireValue? value, out DecodeError error) =>
        {
            var good = Good.Read(source, facts, fidelity, out value, out error);
            value = value is null ? null : change(value);
            return good;
        },
    };

    /// <summary>A value that writes, or says of its size, something else.</summary>
    private sealed record Changed(IWireValue Inner, Action<byte[]> Change, int More) : IWireValue
    {
        public int SizeOf() => Inner.SizeOf() + More;

        public bool TryWrite(
            Span<byte> destination, in WriteScope scope, out int written, out EncodeError error)
        {
            var octets = new byte[destination.Length];
            var good = Inner.TryWrite(octets, scope, out written, out error);
            if (good)
            {
                Change(octets);
                octets.CopyTo(destination);
            }

            return good;
        }
    }
}
