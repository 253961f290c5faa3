namespace Holdfast.Tests.Generator.Emit;

/// <summary>Declarations at the edge of what is allowed: no complaint, and code that compiles.</summary>
public sealed class SoundDeclarations
{
    [Theory]
    [InlineData("")]
    [InlineData("[Tag] public partial byte Type { get; }")]
    [InlineData("""
        [Bits(8)] internal partial byte A { get; }
        [Bits(8)] private partial byte B { get; }
        """)]
    [InlineData("""
        [Bits(1)] public partial bool A { get; }
        [Bits(33)] public partial ulong B { get; }
        [Bits(30)] public partial uint C { get; }
        [Bits(24), NonZero] public partial uint D { get; }
        [Bits(8), Where(nameof(IsLarge))] public partial byte E { get; }
        private static bool IsLarge(ulong value) => value > 3;
        """)]
    [InlineData("""
        [Bits(1)] public partial bool A { get; }
        [Bits(63)] public partial ulong B { get; }
        [When(nameof(A), 1), Bits(16)] public partial ushort C { get; }
        [When(nameof(A), 1), Bits(16)] public partial ushort? D { get; }
        """)]
    [InlineData("""
        [Bits(16), Checksum(ChecksumAlgorithm.Internet, To = nameof(B), OnRead = OnRead.Ignore)]
        public partial ushort A { get; }
        [Bits(16)] public partial ushort B { get; }
        [Rest] public partial ReadOnlySpan<byte> C { get; }
        """)]
    public Task Numbers_of_any_width_and_presence(string members) => IsSound(members);

    [Theory]
    [InlineData("""
        [Bits(8)] public partial byte A { get; }
        [When(nameof(A), 1), Rest] public partial ReadOnlySpan<byte> B { get; }
        """)]
    [InlineData("""
        [Bits(96), Padding(PaddingRule.Zero, OnRead = OnRead.Refuse)]
        public partial ReadOnlySpan<byte> A { get; }
        """)]
    [InlineData("""
        [Bits(8)] public partial byte A { get; }
        [Bits(8), Measures(nameof(C))] public partial byte B { get; }
        [Size(nameof(A))] public partial OctetBlocks C { get; }
        """)]
    [InlineData("""
        [Bits(8), Measures(nameof(B), nameof(C))] public partial byte A { get; }
        [Bits(16)] public partial ushort B { get; }
        [Bits(8)] public partial byte C { get; }
        """)]
    [InlineData("""
        [Bits(8), Measures(nameof(B))] public partial byte A { get; }
        [Bits(16)] public partial ushort B { get; }
        [Bits(8)] public partial byte C { get; }
        """)]
    [InlineData("""
        [Bits(8), Measures(nameof(C))] public partial byte A { get; }
        [Bits(8), Measures(nameof(C), nameof(D))] public partial byte B { get; }
        public partial ReadOnlySpan<byte> C { get; }
        public partial ReadOnlySpan<byte> D { get; }
        """)]
    [InlineData("""
        [Bits(32), Counts(nameof(B))] public partial uint A { get; }
        public partial Many<Mark> B { get; }
        """)]
    [InlineData("""
        [Bits(64)] public partial ulong A { get; }
        [Rest, Encrypted(typeof(X))] public partial ReadOnlySpan<byte> B { get; }
        """)]
    public Task Extents_that_meet_each_other(string members) => IsSound(members);

    private static async Task IsSound(string members)
    {
        foreach (var space in new[] { "namespace Sample;", "" })
        {
            var run = GeneratorRun.Of($$"""
                {{space}}

                [Wire] public readonly ref partial struct X { {{members}} }

                [Wire]
                public readonly ref partial struct Mark
                {
                    [Bits(8), More(0, 3)] public partial byte Last { get; }
                }
                """);

            Assert.Empty(await run.Complaints());
            Assert.Empty(run.Errors());
        }
    }
}
