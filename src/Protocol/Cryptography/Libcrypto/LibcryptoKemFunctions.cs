#pragma warning disable RS0030 // Calls of libcrypto: the same octets as the others give.
namespace Holdfast.Protocol.Cryptography;

/// <summary>The functions of libcrypto 3 that key encapsulation needs, found once.</summary>
internal sealed unsafe class LibcryptoKemFunctions
{
    internal readonly delegate* unmanaged<nint, LibcryptoParameter*, int> EncapsulateBegin;
    internal readonly delegate* unmanaged<nint, byte*, nuint*, byte*, nuint*, int> Encapsulate;
    internal readonly delegate* unmanaged<nint, LibcryptoParameter*, int> DecapsulateBegin;
    internal readonly delegate* unmanaged<nint, byte*, nuint*, byte*, nuint, int> Decapsulate;

    internal LibcryptoKemFunctions(LibcryptoExports names)
    {
        EncapsulateBegin = (delegate* unmanaged<nint, LibcryptoParameter*, int>)
            names.Find("EVP_PKEY_encapsulate_init");
        Encapsulate = (delegate* unmanaged<nint, byte*, nuint*, byte*, nuint*, int>)
            names.Find("EVP_PKEY_encapsulate");
        DecapsulateBegin = (delegate* unmanaged<nint, LibcryptoParameter*, int>)
            names.Find("EVP_PKEY_decapsulate_init");
        Decapsulate = (delegate* unmanaged<nint, byte*, nuint*, byte*, nuint, int>)
            names.Find("EVP_PKEY_decapsulate");
        Keys = new(names);
    }

    /// <summary>What is done with every kind of key.</summary>
    internal LibcryptoKeyFunctions Keys { get; }
}
