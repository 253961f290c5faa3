namespace Holdfast.Protocol.Cryptography;

/// <summary>Which algorithms may be used; each allows what the one before it allows.</summary>
public enum AlgorithmPolicy : byte
{
    /// <summary>Those that are offered without being asked for.</summary>
    Current,

    /// <summary>Legacy ones too: MD5, SHA-1, 3DES, small groups, encryption alone.</summary>
    Legacy,

    /// <summary>Whatever can be read, to open what was captured.</summary>
    DecodeOnly,
}

/// <summary>What a policy allows.</summary>
public static class AlgorithmPolicies
{
    /// <summary>Whether an algorithm of that standing may be used.</summary>
    public static bool Allows(this AlgorithmPolicy policy, Standing standing) => standing switch
    {
        Standing.Current => true,
        Standing.Legacy => policy >= AlgorithmPolicy.Legacy,
        Standing.DecodeOnly => policy >= AlgorithmPolicy.DecodeOnly,
    };
}
