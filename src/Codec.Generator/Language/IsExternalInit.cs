namespace System.Runtime.CompilerServices;

/// <summary>What the compiler looks for where a member is <c>init</c>; netstandard2.0, which the
/// compiler's host asks of a generator, has none.</summary>
internal static class IsExternalInit;
