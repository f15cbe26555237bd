-- YFCC100M's hash of a download address: its MD5 with every byte written without its leading zero, so that 26 to 32 digits
-- come out. Given as an expression over the column address_md5, the usual MD5 in 32 digits.
CASE WHEN substr(address_md5, 1, 1) = '0' THEN substr(address_md5, 2, 1) ELSE substr(address_md5, 1, 2) END
|| CASE WHEN substr(address_md5, 3, 1) = '0' THEN substr(address_md5, 4, 1) ELSE substr(address_md5, 3, 2) END
|| CASE WHEN substr(address_md5, 5, 1) = '0' THEN substr(address_md5, 6, 1) ELSE substr(address_md5, 5, 2) END
|| CASE WHEN substr(address_md5, 7, 1) = '0' THEN substr(address_md5, 8, 1) ELSE substr(address_md5, 7, 2) END
|| CASE WHEN substr(address_md5, 9, 1) = '0' THEN substr(address_md5, 10, 1) ELSE substr(address_md5, 9, 2) END
|| CASE WHEN substr(address_md5, 11, 1) = '0' THEN substr(address_md5, 12, 1) ELSE substr(address_md5, 11, 2) END
|| CASE WHEN substr(address_md5, 13, 1) = '0' THEN substr(address_md5, 14, 1) ELSE substr(address_md5, 13, 2) END
|| CASE WHEN substr(address_md5, 15, 1) = '0' THEN substr(address_md5, 16, 1) ELSE substr(address_md5, 15, 2) END
|| CASE WHEN substr(address_md5, 17, 1) = '0' THEN substr(address_md5, 18, 1) ELSE substr(address_md5, 17, 2) END
|| CASE WHEN substr(address_md5, 19, 1) = '0' THEN substr(address_md5, 20, 1) ELSE substr(address_md5, 19, 2) END
|| CASE WHEN substr(address_md5, 21, 1) = '0' THEN substr(address_md5, 22, 1) ELSE substr(address_md5, 21, 2) END
|| CASE WHEN substr(address_md5, 23, 1) = '0' THEN substr(address_md5, 24, 1) ELSE substr(address_md5, 23, 2) END
|| CASE WHEN substr(address_md5, 25, 1) = '0' THEN substr(address_md5, 26, 1) ELSE substr(address_md5, 25, 2) END
|| CASE WHEN substr(address_md5, 27, 1) = '0' THEN substr(address_md5, 28, 1) ELSE substr(address_md5, 27, 2) END
|| CASE WHEN substr(address_md5, 29, 1) = '0' THEN substr(address_md5, 30, 1) ELSE substr(address_md5, 29, 2) END
|| CASE WHEN substr(address_md5, 31, 1) = '0' THEN substr(address_md5, 32, 1) ELSE substr(address_md5, 31, 2) END
