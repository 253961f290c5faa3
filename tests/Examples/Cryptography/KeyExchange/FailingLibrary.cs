using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.Tests.Examples.Cryptography.KeyExchange;

/// <summary>
/// A library that fails is not taken for a peer that cheats: the one throws, the other is refused.
/// </summary>
public sealed unsafe class FailingLibrary
{
    [LibcryptoTheory]
    [Requirement("RFC7748-6-a")]
    [InlineData(31)]
    [InlineData(32)]
    public void An_agreement_that_fails_is_the_peers_fault_only_if_its_point_is(ushort value)
    {
        var method = new KeyExchangeMethod(value);
        var length = KeyExchangeSpec.Find(method)!.PublicLength;
        var (scalar, shared) = (new byte[length], new byte[length]);
        byte[] honest = [9, .. new byte[length - 1]];
        byte[] cheating = [1, .. new byte[length - 1]];
        var working = Functions();
        Assert.True(new LibcryptoArithmetic(working).TryMontgomery(
            method, scalar, honest, shared));
        Assert.False(new LibcryptoArithmetic(working).TryMontgomery(
            method, scalar, cheating, shared));

        var failing = Functions();
        Replace(failing, (nint)(delegate* unmanaged<nint, byte*, nuint*, int>)&Fail);
        Assert.False(new LibcryptoArithmetic(failing).TryMontgomery(
            method, scalar, cheating, shared));
        var thrown = Assert.Throws<CryptographicException>(() => new LibcryptoArithmetic(failing)
            .TryMontgomery(method, scalar, honest, shared));
        Assert.Equal("libcrypto failed in EVP_PKEY_derive.", thrown.Message);
    }

    [LibcryptoTheory]
    [InlineData(35)]
    [InlineData(37)]
    public void A_library_that_knows_the_name_of_ML_KEM_alone_does_not_have_it(ushort value)
    {
        var spec = KeyExchangeSpec.Find(new(value))!;
        Assert.True(LibcryptoExports.TryFind(
            LibcryptoProvider.Library, names => new LibcryptoKemFunctions(names),
            out var functions, out _));
        var field = typeof(LibcryptoKeyFunctions)
            .GetField("ContextOfName", BindingFlags.Instance | BindingFlags.NonPublic)!;
        _contextOfName = functions.Keys.ContextOfName;
        field.SetValue(
            functions.Keys, (nint)(delegate* unmanaged<nint, byte*, byte*, nint>)&OfCurves);

        Assert.False(new LibcryptoKem(functions).Has(spec));
    }

    private static delegate* unmanaged<nint, byte*, byte*, nint> _contextOfName;

    // Whatever the name: there is a context, but it takes no seed.
    [UnmanagedCallersOnly]
    private static nint OfCurves(nint library, byte* name, byte* query)
    {
        fixed (byte* curves = "EC"u8)
        {
            return _contextOfName(library, curves, query);
        }
    }

    private static LibcryptoExchangeFunctions Functions()
    {
        Assert.True(LibcryptoExchangeFunctions.TryFind(
            LibcryptoProvider.Library, out var functions, out _));
        return functions;
    }

    private static void Replace(LibcryptoExchangeFunctions functions, nint function) =>
        typeof(LibcryptoExchangeFunctions)
            .GetField("Agree", BindingFlags.Instance | BindingFlags.NonPublic)!
            .SetValue(functions, function);

    [UnmanagedCallersOnly]
    private static int Fail(nint agreement, byte* secret, nuint* length) => 0;
}
