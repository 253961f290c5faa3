using Holdfast.Codec;
using Holdfast.Codec.Streams;

namespace Holdfast.Tests.Properties.Codec;

/// <summary>Errors as people read them: what, in which field, at which octet.</summary>
public sealed class WhatErrorsSay
{
    [Theory]
    [InlineData(0, "LengthOutOfRange in Payload Length at octet 30")]
    [InlineData(4, "Truncated in Payload Length at octet 30 (4 more needed)")]
    public void An_error_of_reading_says_where_it_is(int missing, string said)
    {
        var fault = missing > 0 ? DecodeFault.Truncated : DecodeFault.LengthOutOfRange;
        Assert.Equal(said, $"{new DecodeError(fault, 30, "Payload Length", missing)}");

        // Of a stream it is the octet of the stream.
        Assert.Equal(
            said, $"{new StreamError(new(fault, 10, "Payload Length", missing), 20)}");
    }

    [Fact]
    public void An_error_of_writing_says_which_field() => Assert.Equal(
        "DoesNotFit in Payload Length",
        $"{new EncodeError(EncodeFault.DoesNotFit, "Payload Length")}");
}
