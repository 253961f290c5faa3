using Holdfast.Tests.Interop.Contract;
using Holdfast.Tests.Interop.Corpus;

namespace Holdfast.Tests.Interop;

/// <summary>Every line keeps docs/decode-json.md, and no capture brings the decoder down.</summary>
public sealed class ContractTests
{
    /// <summary>Every capture at hand, well formed or not.</summary>
    public static TheoryData<string> Names => [.. CaptureFile.All.Select(c => c.Name)];

    [Theory, MemberData(nameof(Names))]
    public void Every_line_keeps_the_contract(string name)
    {
        var decoded = Decoder.Decode(CaptureFile.Named(name));
        Assert.True(decoded.ExitCode is 0 or 2, decoded.Complaint);
        Assert.Empty(decoded.Lines.SelectMany(
            (line, index) => JsonContract.Faults(line).Select(f => $"packet {index + 1}: {f}")));
    }
}
