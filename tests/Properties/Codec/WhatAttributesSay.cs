using System.Buffers;
using Holdfast.Codec;
using Holdfast.Tests.Properties.Codec.Samples.MadeUp;

namespace Holdfast.Tests.Properties.Codec;

/// <summary>What is declared is what was written, and what a part refuses the whole does.</summary>
public sealed class WhatAttributesSay
{
    [Fact]
    public void A_length_is_of_the_whole_type_of_a_field_or_from_one_to_another()
    {
        var whole = new MeasuresAttribute(Extent.Self);
        Assert.Equal((true, "", ""), (whole.Self, whole.From, whole.To));
        Assert.False(new MeasuresAttribute((Extent)1).Self);
        var field = new MeasuresAttribute("Data");
        Assert.Equal((false, "Data", "Data"), (field.Self, field.From, field.To));
        var span = new MeasuresAttribute("First", "Last");
        Assert.Equal((false, "First", "Last"), (span.Self, span.From, span.To));
        Assert.Equal((1, 0, -1), (span.Unit, span.Bias, span.Absent));
    }

    /// <summary>A list is written element by element: one that is refused ends it.</summary>
    [Fact]
    public void A_list_with_an_element_that_is_refused_is_refused_by_its_error()
    {
        IWireValue alone = new WordValue { Short = true, Type = 0x8000, Value = 1 };
        Assert.False(alone.TryWrite(new byte[64], default, out _, out var why));
        IWireValue list = new OfferValue { Words = [(WordValue)alone] };
        Assert.False(list.TryWrite(new byte[64], default, out _, out var error));
        Assert.Equal(why.Fault, error.Fault);
    }

    [Fact]
    public void A_value_is_written_to_a_pipeline_whole_or_not_at_all()
    {
        IWireValue good = new WordValue { Short = true, Type = 0x100, Value = 1 };
        var writer = new ArrayBufferWriter<byte>();
        Assert.True(good.TryWriteTo(writer, out _));
        Assert.True(good.TryWriteTo(writer, out _));
        Assert.Equal([.. good.ToArray(), .. good.ToArray()], writer.WrittenSpan.ToArray());

        IWireValue bad = new WordValue { Short = true, Type = 0x8000, Value = 1 };
        Assert.False(bad.TryWrite(new byte[64], out _, out var why));
        Assert.False(bad.TryWriteTo(writer, out var error));
        Assert.Equal(why, error);
        Assert.Equal(2 * good.ToArray().Length, writer.WrittenCount);
    }
}
